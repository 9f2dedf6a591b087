import { expect, test } from "vitest";
import { addFault, allowed, type FileRules, matches, nameFault } from "./paths.ts";

const RULES: FileRules = { editable: ["app.py"], readonly: ["db.py"], addable: ["*.py", "lib/*.sql"] };

test("it lets a star stand for anything but a slash", () => {
  expect(matches("*.py", "store.py")).toBe(true);
  expect(matches("*.py", "lib/store.py")).toBe(false);
  expect(matches("lib/*.sql", "lib/a.sql")).toBe(true);
  expect(matches("*.py", "storexpy")).toBe(false);
  expect(matches("a+b.txt", "aab.txt")).toBe(false);
});

test("it takes a name that the task allows", () => {
  expect(addFault("store.py", ["app.py", "db.py"], RULES)).toBe("");
  expect(addFault("lib/a.sql", ["app.py", "db.py"], RULES)).toBe("");
});

test.each([
  ["", "Enter a name."],
  ["../x.py", "Use letters"],
  ["/x.py", "Use letters"],
  [".hidden.py", "Use letters"],
  ["a//b.py", "Use letters"],
  ["naïve.py", "Use letters"],
  ["a/b/c/d/e/f/g.py", "Use letters"],
  [`${"a".repeat(120)}.py`, "120 characters; this one has 123"],
  ["db.py", "comes with the task"],
  ["notes.txt", "It must be called *.py or lib/*.sql."],
])("it says what is wrong with the name %j", (path, reason) => {
  expect(nameFault(path, RULES)).toContain(reason);
});

test.each([
  ["app.py", "There is a file app.py already."],
  ["APP.py", "in nothing but the case of letters"],
  ["lib.py/x.py", "must be called"],
])("it refuses %j beside the others", (path, reason) => {
  expect(addFault(path, ["app.py", "db.py", "lib.py"], RULES)).toContain(reason);
});

test("it refuses a file where a folder is, and a folder where a file is", () => {
  const rules = { ...RULES, addable: ["*", "*/*"] };
  expect(addFault("lib/x", ["lib"], rules)).toBe("lib is a file, so it cannot be a folder too.");
  expect(addFault("LIB", ["lib/x"], rules)).toBe("LIB is the folder of lib/x, so it cannot be a file too.");
});

test("it counts only what was added", () => {
  const many = Array.from({ length: 19 }, (_, number) => `m${number}.py`);
  expect(addFault("new.py", ["app.py", "db.py", ...many], RULES)).toBe("");
  expect(addFault("new.py", ["app.py", "db.py", ...many, "last.py"], RULES)).toContain("20 added files");
});

test("it says what may be added", () => {
  expect(allowed([])).toBe("No files can be added to this task.");
  expect(allowed(["*.py"])).toContain("called *.py;");
});
