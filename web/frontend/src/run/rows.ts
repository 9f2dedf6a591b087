/** The difference of two lists as rows of a table: what is missing, what is extra, which cells changed. */
import { difference, type Fold, folded, overStretches } from "./diff.ts";

export interface Cell {
  kind: "text" | "number" | "null" | "absent";
  text: string;
}

/** Both sides of a cell; a row that is missing or extra has one side only. */
export interface Pair {
  expected: Cell | null;
  got: Cell | null;
}

export interface Row {
  kind: "same" | "missing" | "extra" | "changed";
  cells: Pair[];
}

export interface RowTable {
  columns: string[]; // empty names for lists of plain values
  rows: (Row | Fold)[];
}

type Cells = Cell[];

// Wider rows and longer values are read more easily as lines.
const MAX_COLUMNS = 12;
const MAX_CELL = 120;
const MAX_ROWS = 2000;
// Pairs of rows are tried one by one, so only within short stretches.
const MAX_TRIES = 20_000;

const ABSENT: Cell = { kind: "absent", text: "" };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it stands in a cell. */
export function cellOf(value: unknown): Cell {
  if (value === null) {
    return { kind: "null", text: "null" };
  }
  if (typeof value === "number") {
    return { kind: "number", text: String(value) };
  }
  return { kind: "text", text: typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)) };
}

function same(left: Cell | null, right: Cell | null): boolean {
  return left?.kind === right?.kind && left?.text === right?.text;
}

/** The columns that all values fit in, and how a value becomes cells; null where they are no rows. */
function shapeOf(values: unknown[]): { columns: string[]; cells: (value: unknown) => Cells } | null {
  if (values.every(isRecord)) {
    const columns = [...new Set(values.flatMap((value) => Object.keys(value)))];
    const cells = (value: unknown): Cells => {
      const record = value as Record<string, unknown>;
      return columns.map((name) => (Object.hasOwn(record, name) ? cellOf(record[name]) : ABSENT));
    };
    return { columns, cells };
  }
  if (values.every(Array.isArray)) {
    const width = Math.max(...values.map((value) => (value as unknown[]).length));
    const columns = Array.from({ length: width }, (_, index) => String(index + 1));
    const cells = (value: unknown): Cells =>
      columns.map((_, index) => (index < (value as unknown[]).length ? cellOf((value as unknown[])[index]) : ABSENT));
    return { columns, cells };
  }
  return values.some((value) => typeof value === "object" && value !== null)
    ? null
    : { columns: [""], cells: (value) => [cellOf(value)] };
}

/** Whether one row may be a version of the other: at least half of its cells are equal. */
function areVersions(missing: Row, extra: Row): boolean {
  const equal = missing.cells.filter((pair, index) => same(pair.expected, extra.cells[index]?.got ?? null)).length;
  return missing.cells.length > 1 && 2 * equal >= missing.cells.length;
}

/** Missing rows that have a version among the extra ones become changed rows; the order of both sides is kept. */
function joined(stretch: Row[]): Row[] {
  const missing = stretch.filter((row) => row.kind === "missing");
  const extra = stretch.filter((row) => row.kind === "extra");
  if (missing.length * extra.length > MAX_TRIES) {
    return stretch;
  }
  const result: Row[] = [];
  let next = 0;
  for (const row of missing) {
    const found = extra.findIndex((other, index) => index >= next && areVersions(row, other));
    if (found < 0) {
      result.push(row);
      continue;
    }
    result.push(...extra.slice(next, found));
    const other = extra[found] as Row;
    const cells = row.cells.map((pair, index) => ({ expected: pair.expected, got: other.cells[index]?.got ?? null }));
    result.push({ kind: "changed", cells });
    next = found + 1;
  }
  return [...result, ...extra.slice(next)];
}

function aligned(expected: Cells[], got: Cells[]): Row[] {
  const places = { expected: 0, got: 0 };
  const keys = (rows: Cells[]): string[] => rows.map((row) => JSON.stringify(row));
  return difference(keys(expected), keys(got)).map(({ kind }): Row => {
    const left = kind === "got" ? null : expected[places.expected++];
    const right = kind === "expected" ? null : got[places.got++];
    const cells = (left ?? right ?? []).map((_, index) => ({
      expected: left?.[index] ?? null,
      got: right?.[index] ?? null,
    }));
    return { kind: kind === "same" ? "same" : left ? "missing" : "extra", cells };
  });
}

export function compareRows(expected: unknown, got: unknown): RowTable | null {
  if (!Array.isArray(expected) || !Array.isArray(got)) {
    return null;
  }
  const values = [...expected, ...got];
  const shape = values.length > 0 && values.length <= MAX_ROWS ? shapeOf(values) : null;
  if (!shape || shape.columns.length === 0 || shape.columns.length > MAX_COLUMNS) {
    return null;
  }
  const [left, right] = [expected.map(shape.cells), got.map(shape.cells)];
  if ([...left, ...right].some((row) => row.some((cell) => cell.text.length > MAX_CELL))) {
    return null;
  }
  return { columns: shape.columns, rows: folded(overStretches(aligned(left, right), joined)) };
}

export { same as sameCell };
