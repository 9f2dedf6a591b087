import { expect, test } from "vitest";
import { folderFault, folderOf, inFolder, MAX_FILES, nameOf, pathFault, wrongFault } from "./names.ts";

test.each(["problem.toml", "wrong/a-b/app.py", "tests/data/x.json", "_private.py"])(
  "it lets a file be called %s",
  (path) => {
    expect(pathFault(path, ["README"])).toBe("");
  },
);

test.each([
  ["", "Enter a path."],
  ["../a", "Use letters"],
  ["a//b", "Use letters"],
  ["/a", "Use letters"],
  [".hidden", "Use letters"],
  ["a b", "Use letters"],
  ["tests", "is the folder of"],
  ["TESTS/A.PY", "nothing but the case"],
  ["tests/a.py", "already"],
  ["tests/a.py/b", "cannot be a folder"],
])("it refuses %j: %s", (path, words) => {
  expect(pathFault(path, ["tests/a.py"])).toContain(words);
});

test("it has room for so many files", () => {
  const present = Array.from({ length: MAX_FILES }, (_, at) => `tests/t${at}.py`);
  expect(pathFault("one-more.md", present)).toContain(`${MAX_FILES}`);
});

test.each([
  ["counts-from-one", ""],
  ["Counts", "lower-case"],
  ["", "lower-case"],
  ["too-many", "already"],
])("it says of a wrong solution %j: %j", (name, words) => {
  const fault = wrongFault(name, ["wrong/too-many/expect.toml"]);
  expect(words === "" ? fault === "" : fault.includes(words)).toBe(true);
});

test("it lets files go where they replace others, and says which cannot", () => {
  expect(folderFault("assets", ["a.png", "b.png"], ["assets/a.png"])).toBe("");
  expect(folderFault("", ["a.png"], [])).toBe("");
  expect(folderFault("assets", ["a.png", "bad name.png"], [])).toContain("assets/bad name.png: Use");
  expect(folderFault("..", ["a.png"], [])).toContain("Use letters");
});

test("it takes paths apart and puts them together", () => {
  expect([folderOf("a/b/c.py"), folderOf("c.py"), nameOf("a/b/c.py"), nameOf("c.py")]).toEqual([
    "a/b",
    "",
    "c.py",
    "c.py",
  ]);
  expect([inFolder("a/", "c"), inFolder("", "c")]).toEqual(["a/c", "c"]);
});
