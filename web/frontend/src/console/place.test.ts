import { expect, test } from "vitest";
import { excerpt, positionOf } from "./place.ts";

const SQL = "SELECT *\nFROM nowhere\nWHERE 1 = 1";

test("it finds the word that PostgreSQL stumbled at", () => {
  const at = positionOf('relation "nowhere" does not exist (at character 15)', SQL);
  expect(at).toBe(14);
  expect(excerpt(SQL, at ?? 0)).toEqual({ line: 2, column: 6, before: "FROM ", word: "nowhere", after: "" });
});

test("it takes a place by its line", () => {
  expect(positionOf("x (line 2, at character 6)", SQL)).toBe(14);
  expect(positionOf("x (line 1, at character 8)", SQL)).toBe(7);
  expect(positionOf("x (line 9, at character 8)", SQL)).toBeNull();
});

test("it takes no place from within a message", () => {
  expect(positionOf('column "(at character 3)" does not exist', SQL)).toBeNull();
});

test("it counts characters as PostgreSQL does", () => {
  const sql = "SELECT '😀', x";
  const at = positionOf("no such column (at character 13)", sql);
  expect(sql.slice(at ?? 0)).toBe("x");
});

test("it shows the end of a statement that stops too early", () => {
  const at = positionOf("syntax error at end of input (at character 9)", "SELECT (");
  expect(excerpt("SELECT (", at ?? 0)).toMatchObject({ before: "SELECT (", word: "", column: 9 });
});

test("it marks a quoted name as a whole", () => {
  expect(excerpt('SELECT "a b" FROM t', 7)).toMatchObject({ word: '"a b"', after: " FROM t" });
  expect(excerpt("a;b", 1).word).toBe(";");
});

test("it takes no place that is not in the statement", () => {
  expect(positionOf("division by zero", SQL)).toBeNull();
  expect(positionOf("x (at character 900)", SQL)).toBeNull();
  expect(positionOf("x (at character 0)", SQL)).toBeNull();
});
