import { expect, test } from "vitest";
import { cellOf, compareRows, type Pair, type RowTable } from "./rows.ts";

const side = (pair: Pair, which: keyof Pair): string => pair[which]?.text || pair[which]?.kind || "";
const sketch = (table: RowTable | null): string[] | undefined =>
  table?.rows.map((row) => {
    if (row.kind === "fold") {
      return `@${row.count}`;
    }
    const cells = row.cells.map((pair) => {
      const [left, right] = [side(pair, "expected"), side(pair, "got")];
      return row.kind === "changed" && left !== right ? `${left}>${right}` : left || right;
    });
    return `${row.kind} ${cells.join(" ")}`;
  });

test("it names the rows that are missing and those that are too many", () => {
  const expected = [
    ["2024-01", 1, "Ada"],
    ["2024-01", 2, "Ben"],
  ];
  const got = [
    ["2024-01", 2, "Ben"],
    ["2023-12", 7, "Cleo"],
  ];
  expect(sketch(compareRows(expected, got))).toEqual([
    "missing 2024-01 1 Ada",
    "same 2024-01 2 Ben",
    "extra 2023-12 7 Cleo",
  ]);
});

test("it takes rows with at least half of their cells equal as one row that changed", () => {
  const table = compareRows([{ id: 1, name: "a", total: 10 }], [{ id: 1, name: "a", total: 12 }]);
  expect(table?.columns).toEqual(["id", "name", "total"]);
  expect(sketch(table)).toEqual(["changed 1 a 10>12"]);
});

test("it keeps rows apart that have little in common", () => {
  expect(sketch(compareRows([{ id: 1, name: "a", total: 10 }], [{ id: 2, name: "b", total: 10 }]))).toEqual([
    "missing 1 a 10",
    "extra 2 b 10",
  ]);
});

test("it keeps the order of both sides around rows that changed", () => {
  const expected = [
    [1, "a", "x"],
    [2, "b", "x"],
    [3, "c", "x"],
  ];
  const got = [
    [9, "z", "q"],
    [1, "a", "y"],
    [3, "c", "y"],
  ];
  expect(sketch(compareRows(expected, got))).toEqual([
    "extra 9 z q",
    "changed 1 a x>y",
    "missing 2 b x",
    "changed 3 c x>y",
  ]);
});

test("it folds rows that are equal", () => {
  const rows = Array.from({ length: 20 }, (_, index) => [index, index]);
  expect(sketch(compareRows(rows, rows.slice(0, 19)))?.slice(0, 2)).toEqual(["@16", "same 16 16"]);
});

test("it shows a list of plain values as one column", () => {
  const table = compareRows(["a", "b"], ["a", "c"]);
  expect(table?.columns).toEqual([""]);
  expect(sketch(table)).toEqual(["same a", "missing b", "extra c"]);
});

test("it compares with an empty list", () => {
  expect(sketch(compareRows([], [{ id: 1 }]))).toEqual(["extra 1"]);
  expect(sketch(compareRows([["x"]], []))).toEqual(["missing x"]);
});

test("it tells null, a missing field and an empty text apart", () => {
  expect(cellOf(null).kind).toBe("null");
  expect(cellOf("").kind).toBe("text");
  expect(sketch(compareRows([{ a: 1, b: 2, c: null }], [{ a: 1, b: 2 }]))).toEqual(["changed 1 2 null>absent"]);
  expect(sketch(compareRows([[1, 2, "1"]], [[1, 2, 1]]))).toEqual(["changed 1 2 1"]);
});

test("it writes nested values as JSON", () => {
  expect(sketch(compareRows([{ id: 1, tags: ["a"] }], [{ id: 1, tags: [] }]))).toEqual(['changed 1 ["a"]>[]']);
});

test.each([
  ["no lists", { a: 1 }, [{ a: 1 }]],
  ["two empty lists", [], []],
  ["rows of different kinds", [{ a: 1 }], [[1]]],
  ["objects without fields", [{}], [{}]],
  ["plain values beside objects", ["a"], [{ a: 1 }]],
  ["too many columns", [Array.from({ length: 13 }, () => 1)], []],
  ["long texts", ["x".repeat(200)], ["y"]],
  ["too many rows", Array.from({ length: 2001 }, () => 1), []],
])("it makes no table of %s", (_, expected, got) => {
  expect(compareRows(expected, got)).toBeNull();
});

test("it does not try every pair of a long list", () => {
  const rows = (word: string): string[][] => Array.from({ length: 400 }, (_, index) => [`${word}${index}`, "x"]);
  const table = compareRows(rows("a"), rows("b"));
  expect(table?.rows).toHaveLength(800);
});
