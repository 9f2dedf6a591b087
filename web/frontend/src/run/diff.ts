/** The difference of two values as lines of their pretty JSON, and within a line the part that changed. */
export type LineKind = "same" | "expected" | "got";

export interface Line {
  kind: LineKind;
  text: string;
  /** Where the line has a counterpart on the other side: what both begin with, what differs, what both end with. */
  parts?: [head: string, changed: string, tail: string];
}

export interface Fold {
  kind: "fold";
  count: number;
}

const CONTEXT_LINES = 3;
// The table below grows with the product of the two; larger values are compared as a whole.
const MAX_CELLS = 4_000_000;
const MAX_LINE = 2000;
// Two lines with less in common are no versions of one line.
const LEAST_SHARED = 0.3;

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

/** Each stretch of lines that differ, given to `change` as a whole; equal lines stay as they are. */
export function overStretches<Item extends { kind: string }>(
  items: Item[],
  change: (stretch: Item[]) => Item[],
): Item[] {
  const result: Item[] = [];
  let stretch: Item[] = [];
  for (const item of items) {
    if (item.kind === "same") {
      result.push(...change(stretch), item);
      stretch = [];
    } else {
      stretch.push(item);
    }
  }
  return [...result, ...change(stretch)];
}

/** What two lines share at their ends, or null where they have too little in common. Counted in whole characters. */
export function changedPart(left: string, right: string): [head: number, tail: number] | null {
  const longest = Math.max(left.length, right.length);
  if (longest > MAX_LINE) {
    return null;
  }
  const [a, b] = [[...left], [...right]];
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < shortest - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    tail += 1;
  }
  return head + tail < longest * LEAST_SHARED ? null : [head, tail];
}

function parted(line: Line, [head, tail]: [number, number]): Line {
  const text = [...line.text];
  const end = text.length - tail;
  return { ...line, parts: [text.slice(0, head).join(""), text.slice(head, end).join(""), text.slice(end).join("")] };
}

/** The n-th line of what was expected and the n-th of what came instead are taken as versions of one line. */
function marked(stretch: Line[]): Line[] {
  const sides = { expected: [] as Line[], got: [] as Line[], same: [] as Line[] };
  for (const line of stretch) {
    sides[line.kind].push(line);
  }
  const changes = sides.expected.map((line, index) => changedPart(line.text, sides.got[index]?.text ?? ""));
  const places = { expected: 0, got: 0, same: 0 };
  return stretch.map((line) => {
    const change = changes[places[line.kind]++];
    return change && line.text !== "" ? parted(line, change) : line;
  });
}

/** Long stretches of equal lines become one line that tells how many. */
export function folded<Item extends { kind: string }>(lines: Item[]): (Item | Fold)[] {
  const result: (Item | Fold)[] = [];
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
      result.push(lines[end] as Item);
      end += 1;
    }
    start = end;
  }
  return result;
}

export function compare(expected: unknown, got: unknown): (Line | Fold)[] {
  return folded(overStretches(difference(pretty(expected).split("\n"), pretty(got).split("\n")), marked));
}
