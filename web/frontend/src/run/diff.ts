/** The difference of two values as lines of their pretty JSON. */
export type LineKind = "same" | "expected" | "got";

export interface Line {
  kind: LineKind;
  text: string;
}

export interface Fold {
  kind: "fold";
  count: number;
}

const CONTEXT_LINES = 3;
// The table below grows with the product of the two; larger values are compared as a whole.
const MAX_CELLS = 4_000_000;

export function pretty(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? String(value));
}

/** Lengths of the longest common subsequences of all pairs of tails. */
function tails(left: string[], right: string[]): Uint32Array[] {
  const table = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    const row = table[i] as Uint32Array;
    const below = table[i + 1] as Uint32Array;
    for (let j = right.length - 1; j >= 0; j -= 1) {
      row[j] = left[i] === right[j] ? (below[j + 1] as number) + 1 : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  return table;
}

export function difference(expected: string[], got: string[]): Line[] {
  const lines = (kind: LineKind, texts: string[]): Line[] => texts.map((text) => ({ kind, text }));
  if (expected.length * got.length > MAX_CELLS) {
    return [...lines("expected", expected), ...lines("got", got)];
  }
  const table = tails(expected, got);
  const result: Line[] = [];
  let [i, j] = [0, 0];
  while (i < expected.length && j < got.length) {
    if (expected[i] === got[j]) {
      result.push({ kind: "same", text: expected[i] as string });
      i += 1;
      j += 1;
    } else if ((table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) {
      result.push({ kind: "expected", text: expected[i] as string });
      i += 1;
    } else {
      result.push({ kind: "got", text: got[j] as string });
      j += 1;
    }
  }
  return [...result, ...lines("expected", expected.slice(i)), ...lines("got", got.slice(j))];
}

/** Long stretches of equal lines become one line that tells how many. */
export function folded(lines: Line[]): (Line | Fold)[] {
  const result: (Line | Fold)[] = [];
  let start = 0;
  while (start < lines.length) {
    let end = start;
    while (end < lines.length && lines[end]?.kind === "same") {
      end += 1;
    }
    const before = start === 0 ? 0 : CONTEXT_LINES;
    const after = end === lines.length ? 0 : CONTEXT_LINES;
    const hidden = end - start - before - after;
    if (hidden > 1) {
      result.push(...lines.slice(start, start + before), { kind: "fold", count: hidden });
      result.push(...lines.slice(end - after, end));
    } else {
      result.push(...lines.slice(start, end));
    }
    while (end < lines.length && lines[end]?.kind !== "same") {
      result.push(lines[end] as Line);
      end += 1;
    }
    start = end;
  }
  return result;
}

export function compare(expected: unknown, got: unknown): (Line | Fold)[] {
  return folded(difference(pretty(expected).split("\n"), pretty(got).split("\n")));
}
