import { beforeEach, expect, test } from "vitest";
import { element } from "../workspace/dom.ts";
import { TreeView } from "./treeview.ts";

const PATHS = [
  "problem.toml",
  "statement.md",
  "tests/test_a.py",
  "tests/test_b.py",
  "wrong/first/app.py",
  "wrong/second/app.py",
];

let place: HTMLElement;
let tree: TreeView;
let did: string[];
let unsaved: string[];
let faults: Record<string, number>;

const items = (): HTMLElement[] => [...place.querySelectorAll<HTMLElement>('[role="treeitem"]')];
const item = (path: string): HTMLElement => items().find((one) => one.dataset.path === path) as HTMLElement;
const focus = (): string => (document.activeElement as HTMLElement).dataset.path ?? "";
const key = (name: string): void => {
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
};

beforeEach(() => {
  place = element("div", { role: "tree" });
  document.body.replaceChildren(place);
  [did, unsaved, faults] = [[], [], {}];
  tree = new TreeView(
    place,
    { isUnsaved: (path) => unsaved.includes(path), faults: (path) => faults[path] ?? 0 },
    {
      open: (path) => void did.push(`open ${path}`),
      rename: (path) => void did.push(`rename ${path}`),
      remove: (path) => void did.push(`remove ${path}`),
    },
  );
  tree.show(PATHS, "statement.md");
  item("statement.md").focus();
});

test("it is a tree of one tab stop that says what is open", () => {
  expect(items().filter((one) => one.tabIndex === 0)).toEqual([item("statement.md")]);
  expect(item("statement.md").getAttribute("aria-selected")).toBe("true");
  expect(item("tests").getAttribute("aria-expanded")).toBe("true");
  expect(item("tests/test_b.py").getAttribute("aria-level")).toBe("2");
  expect(item("tests/test_b.py").getAttribute("aria-posinset")).toBe("2");
  expect(item("tests/test_b.py").getAttribute("aria-setsize")).toBe("2");
});

test("it closes the many folders of wrong solutions at first, and opens the one of the open file", () => {
  expect(item("wrong/first").getAttribute("aria-expanded")).toBe("false");
  tree.show(PATHS, "wrong/first/app.py");
  expect(item("wrong/first/app.py").tabIndex).toBe(0);
  expect(item("wrong/second").getAttribute("aria-expanded")).toBe("false");
});

test("it leaves the rows in their place while only their marks change", () => {
  const row = item("tests/test_a.py");
  unsaved = ["statement.md"];
  faults = { "tests/test_a.py": 2 };
  tree.show(PATHS, "tests/test_a.py");
  expect(item("tests/test_a.py")).toBe(row);
  expect([row.getAttribute("aria-selected"), row.tabIndex, row.textContent]).toEqual([
    "true",
    0,
    "test_a.py2 problems found",
  ]);
  expect(item("statement.md").textContent).toContain("not saved");
  [unsaved, faults] = [[], {}];
  tree.show(PATHS, "tests/test_a.py");
  expect([row.textContent, item("statement.md").textContent]).toEqual(["test_a.py", "statement.md"]);
});

test("it walks with the arrows, Home and End", () => {
  key("ArrowDown");
  expect(focus()).toBe("tests");
  key("ArrowRight");
  expect(focus()).toBe("tests/test_a.py");
  key("ArrowRight");
  expect(focus()).toBe("tests/test_a.py");
  key("ArrowLeft");
  expect(focus()).toBe("tests");
  key("End");
  expect(focus()).toBe("wrong/second");
  key("Home");
  expect(focus()).toBe("problem.toml");
  key("ArrowUp");
  expect(focus()).toBe("problem.toml");
});

test("it closes and opens folders, and keeps the focus", () => {
  key("ArrowDown");
  key("ArrowLeft");
  expect(item("tests/test_a.py")).toBeUndefined();
  expect(focus()).toBe("tests");
  key("ArrowRight");
  expect(item("tests/test_a.py")).toBeDefined();
  key("Enter");
  expect(item("tests").getAttribute("aria-expanded")).toBe("false");
});

test("it opens, renames and deletes files by keys, and leaves folders alone", () => {
  for (const name of ["Enter", " ", "F2", "Delete"]) {
    key(name);
  }
  expect(did).toEqual(["open statement.md", "open statement.md", "rename statement.md", "remove statement.md"]);
  key("ArrowDown");
  key("F2");
  key("Delete");
  expect(did).toHaveLength(4);
});

test("it jumps to the next name with a letter", () => {
  key("w");
  expect(focus()).toBe("wrong");
  key("t");
  expect(focus()).toBe("tests");
  key("t");
  expect(focus()).toBe("tests/test_a.py");
  key("z");
  expect(focus()).toBe("tests/test_a.py");
});

test("it leaves keys with a modifier to the page", () => {
  const event = new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true, cancelable: true });
  document.activeElement?.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});

test("it opens a file and folds a folder by a click", () => {
  (item("tests/test_b.py").querySelector(".tree-name") as HTMLElement).click();
  expect(did).toEqual(["open tests/test_b.py"]);
  expect(tree.selected?.path).toBe("tests/test_b.py");
  item("tests").click();
  expect(item("tests/test_b.py")).toBeUndefined();
});

test("it marks what is not saved and what is wrong with a sign and a word, also at a closed folder", () => {
  unsaved = ["tests/test_a.py"];
  faults = { "tests/test_a.py": 2, "problem.toml": 1 };
  tree.show(PATHS, "statement.md");
  expect(item("tests/test_a.py").textContent).toBe("test_a.py● not saved2 problems found");
  expect(item("problem.toml").textContent).toBe("problem.toml1 problem found");
  expect(item("tests").textContent).toBe("tests");
  item("tests").click();
  expect(item("tests").textContent).toContain("2 problems found");
});

test("it moves the tab stop when its file is gone", () => {
  tree.show(PATHS.slice(2), "");
  expect(items().filter((one) => one.tabIndex === 0)).toHaveLength(1);
});
