import type { VNode } from "preact";
import { compare, type Fold, type Line } from "./diff.ts";
import { count } from "./marks.tsx";
import type { Comparison as Compared } from "./model.ts";
import { type Cell, compareRows, type Pair, type Row, type RowTable, sameCell } from "./rows.ts";

/** What was expected and what came: rows as a table, all else as lines. Every difference has a sign besides its colour. */
const LINE_SIGNS = { same: "", expected: "−", got: "+" };
const ROW_MARKS = {
  same: { sign: "", word: "", kind: "" },
  missing: { sign: "−", word: "missing", kind: "diff-expected" },
  extra: { sign: "+", word: "extra", kind: "diff-got" },
  changed: { sign: "±", word: "changed", kind: "" },
};

function TextLine({ line }: { line: Line | Fold }): VNode {
  if (line.kind === "fold") {
    return <div class="diff-fold">{count(line.count, "equal line")}</div>;
  }
  const [head, changed, tail] = line.parts ?? [line.text, "", ""];
  return (
    <div class={`diff-line${line.kind === "same" ? "" : ` diff-${line.kind}`}`}>
      <b>{LINE_SIGNS[line.kind]}</b>
      <span>
        {head}
        {changed && <mark>{changed}</mark>}
        {tail}
      </span>
    </div>
  );
}

/** A word in the place of a value that would not be seen. */
const WORDS = { absent: "none", null: "null" };

function Value({ cell }: { cell: Cell }): VNode {
  const word = cell.kind === "absent" || cell.kind === "null" ? WORDS[cell.kind] : cell.text === "" && "empty";
  return <span class={word ? "diff-none" : undefined}>{word || cell.text}</span>;
}

function CellOf({ pair, kind, isNumber }: { pair: Pair; kind: Row["kind"]; isNumber: boolean }): VNode {
  const { expected, got } = pair;
  if (kind === "changed" && expected && got && !sameCell(expected, got)) {
    return (
      <td class={isNumber ? "is-number" : undefined}>
        <del class="diff-expected">
          <b aria-hidden="true">−</b>
          <span class="visually-hidden">expected </span>
          <Value cell={expected} />
        </del>
        <ins class="diff-got">
          <b aria-hidden="true">+</b>
          <span class="visually-hidden">got </span>
          <Value cell={got} />
        </ins>
      </td>
    );
  }
  const cell = expected ?? got;
  return <td class={isNumber ? "is-number" : undefined}>{cell && <Value cell={cell} />}</td>;
}

function RowOf({ row, areNumbers }: { row: Row | Fold; areNumbers: boolean[] }): VNode {
  if (row.kind === "fold") {
    return (
      <tr class="diff-fold">
        <td colSpan={areNumbers.length + 1}>{count(row.count, "equal row")}</td>
      </tr>
    );
  }
  const { sign, word, kind } = ROW_MARKS[row.kind];
  return (
    <tr class={kind || undefined}>
      <th scope="row">
        {sign && <b aria-hidden="true">{sign}</b>}
        {word || <span class="visually-hidden">equal</span>}
      </th>
      {row.cells.map((pair, index) => (
        <CellOf key={index} pair={pair} kind={row.kind} isNumber={areNumbers[index] ?? false} />
      ))}
    </tr>
  );
}

/** Columns that hold numbers and nulls only stand to the right. */
function numbersIn({ columns, rows }: RowTable): boolean[] {
  return columns.map((_, index) => {
    const pairs = rows.flatMap((row) => (row.kind === "fold" ? [] : [row.cells[index]]));
    const kinds = pairs.flatMap((pair) => [pair?.expected?.kind, pair?.got?.kind]).filter((kind) => kind !== undefined);
    return kinds.includes("number") && kinds.every((kind) => kind !== "text");
  });
}

function Table({ table }: { table: RowTable }): VNode {
  const areNumbers = numbersIn(table);
  return (
    <table class="diff-table">
      <caption class="visually-hidden">Expected and got, row by row</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">Difference</span>
          </th>
          {table.columns.map((name, index) => (
            <th key={index} scope="col" class={areNumbers[index] ? "is-number" : undefined}>
              {name || <span class="visually-hidden">Value</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <RowOf key={index} row={row} areNumbers={areNumbers} />
        ))}
      </tbody>
    </table>
  );
}

export function Comparison({ comparison }: { comparison: Compared }): VNode {
  const { expected, got } = comparison;
  const table = compareRows(expected, got);
  return (
    <div class="diff">
      <p class="diff-head">
        <span class="diff-key diff-expected">
          <b>−</b>Expected
        </span>
        <span class="diff-key diff-got">
          <b>+</b>Got
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard */}
      <div class="diff-lines" tabIndex={0} role="group" aria-label="Expected and got">
        {table ? (
          <Table table={table} />
        ) : (
          compare(expected, got).map((line, index) => <TextLine key={index} line={line} />)
        )}
      </div>
    </div>
  );
}
