import { expect, test } from "vitest";
import { changesBetween, inWords } from "./changes.ts";

test("it tells what has changed, come and gone", () => {
  expect(changesBetween({ a: "1", b: "2", c: "3" }, { a: "1", b: "x", d: "4" })).toEqual([
    { path: "b", kind: "changed", before: "2", after: "x" },
    { path: "c", kind: "removed", before: "3", after: "" },
    { path: "d", kind: "added", before: "", after: "4" },
  ]);
  expect(changesBetween({ a: "1" }, { a: "1" })).toEqual([]);
});

test("it says it in a sentence", () => {
  expect(inWords(["app.py", "store.py"], ["new.py"], [])).toBe("app.py and store.py changed; new.py added.");
  expect(inWords([], [], ["a", "b", "c"])).toBe("a, b and c removed.");
  expect(inWords([], [], [])).toBe("Nothing has changed.");
});
