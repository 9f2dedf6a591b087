import { expect, test } from "vitest";
import { changedPart, compare, difference, folded, pretty } from "./diff.ts";

const sketch = (lines: ReturnType<typeof compare>): string[] =>
  lines.map((line) =>
    line.kind === "fold" ? `@${line.count}` : `${{ same: " ", expected: "-", got: "+" }[line.kind]}${line.text}`,
  );

test("it marks only the lines that differ", () => {
  expect(sketch(compare({ id: 1, name: "a" }, { id: 1, name: "b" }))).toEqual([
    " {",
    '   "id": 1,',
    '-  "name": "a"',
    '+  "name": "b"',
    " }",
  ]);
});

test("it keeps the order of lines around something missing and something added", () => {
  expect(sketch(difference(["a", "b", "c"], ["a", "c", "d"]))).toEqual([" a", "-b", " c", "+d"]);
});

test("it shows two numbers as two lines", () => {
  expect(sketch(compare(201, 500))).toEqual(["-201", "+500"]);
});

test("it tells a missing value from a null", () => {
  expect(sketch(compare(null, "null and more"))).toEqual(["-null", "+null and more"]);
  expect(pretty(undefined)).toBe("undefined");
});

test("it folds long equal stretches and keeps three lines of context", () => {
  const rows = Array.from({ length: 20 }, (_, index) => `row ${index}`);
  const changed = rows.map((row, index) => (index === 10 ? "other" : row));
  expect(sketch(folded(difference(rows, changed)))).toEqual([
    "@7",
    " row 7",
    " row 8",
    " row 9",
    "-row 10",
    "+other",
    " row 11",
    " row 12",
    " row 13",
    "@6",
  ]);
});

test("it folds nothing where only one line would be saved", () => {
  expect(sketch(folded(difference(["a", "b", "c", "d", "x"], ["a", "b", "c", "d", "y"])))).toEqual([
    " a",
    " b",
    " c",
    " d",
    "-x",
    "+y",
  ]);
});

test("it does not fill the memory for huge values", () => {
  const long = (word: string): string[] => Array.from({ length: 3000 }, (_, index) => `${word} ${index}`);
  expect(difference(long("a"), long("b"))).toHaveLength(6000);
});

test("it gives equal values back as equal", () => {
  expect(difference(["a", "b"], ["a", "b"]).every((line) => line.kind === "same")).toBe(true);
});

test("it marks the part of a line that changed, on both sides", () => {
  const lines = compare({ name: "Ada Ember" }, { name: "Ada Amber" });
  const parts = lines.flatMap((line) => (line.kind !== "fold" && line.parts ? [line.parts] : []));
  expect(parts).toEqual([
    ['  "name": "Ada ', "E", 'mber"'],
    ['  "name": "Ada ', "A", 'mber"'],
  ]);
});

test("it marks nothing in lines that are no versions of each other", () => {
  expect(compare("alpha", "12345").every((line) => line.kind === "fold" || !line.parts)).toBe(true);
  expect(compare(["a", "b"], ["a"]).every((line) => line.kind === "fold" || line.text !== "")).toBe(true);
});

test("it counts whole characters", () => {
  expect(changedPart("a😀b", "a😁b")).toEqual([1, 1]);
  expect(changedPart("same", "same")).toEqual([4, 0]);
  expect(changedPart("x".repeat(3000), "x")).toBeNull();
});
