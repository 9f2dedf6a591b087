import { expect, test } from "vitest";
import { foldersOf, rowsOf } from "./tree.ts";

const PATHS = [
  "wrong/b/app.py",
  "wrong/a/expect.toml",
  "tests/test_a.py",
  "tests/data/x.json",
  "statement.de.md",
  "notes.md",
  "statement.md",
  "problem.toml",
  "starter/py/app.py",
];
const names = (closed: string[] = []): string[] =>
  rowsOf(PATHS, new Set(closed)).map((row) => `${"  ".repeat(row.level - 1)}${row.name}`);

test("it puts a problem's files in the order in which one reads it, folders before files within", () => {
  expect(names()).toEqual([
    "problem.toml",
    "statement.de.md",
    "statement.md",
    "starter",
    "  py",
    "    app.py",
    "tests",
    "  data",
    "    x.json",
    "  test_a.py",
    "wrong",
    "  a",
    "    expect.toml",
    "  b",
    "    app.py",
    "notes.md",
  ]);
});

test("it leaves out what closed folders hold", () => {
  expect(names(["starter", "tests", "wrong"])).toEqual([
    "problem.toml",
    "statement.de.md",
    "statement.md",
    "starter",
    "tests",
    "wrong",
    "notes.md",
  ]);
});

test("it says where each row stands among those beside it", () => {
  const row = rowsOf(PATHS, new Set()).find((one) => one.path === "wrong/b");
  expect(row).toMatchObject({ level: 2, place: 2, among: 2, isFolder: true, isOpen: true });
});

test("it names every folder above a path", () => {
  expect(foldersOf("wrong/a/expect.toml")).toEqual(["wrong", "wrong/a"]);
  expect(foldersOf("problem.toml")).toEqual([]);
});
