import { beforeEach, expect, test } from "vitest";
import { sameFiles, starterFiles } from "./data.ts";
import { FileTabs } from "./files.ts";

const STARTER = [
  { path: "app.py", text: "app = 1", is_readonly: false, is_added: false, language: "python" },
  { path: "store.py", text: "", is_readonly: false, is_added: false, language: "python" },
  { path: "schema.sql", text: "CREATE TABLE items ();", is_readonly: true, is_added: false, language: "sql" },
];

let list: HTMLElement;
let panel: HTMLElement;
let opened: string[];

const tabs = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
const make = (): FileTabs => new FileTabs(list, panel, (path) => opened.push(path));

beforeEach(() => {
  document.body.innerHTML = '<div id="files" role="tablist"></div><div id="editor" role="tabpanel"></div>';
  list = document.getElementById("files") as HTMLElement;
  panel = document.getElementById("editor") as HTMLElement;
  opened = [];
});

test("it opens the first file and names the panel after its tab", () => {
  make().show(STARTER);
  expect(opened).toEqual(["app.py"]);
  expect(panel.getAttribute("aria-labelledby")).toBe(tabs()[0]?.id);
  expect(tabs().map((tab) => tab.getAttribute("aria-controls"))).toEqual(["editor", "editor", "editor"]);
});

test("it marks a read-only file with a lock and the word", () => {
  make().show(STARTER);
  expect(tabs().map((tab) => tab.textContent)).toEqual(["app.py", "store.py", "schema.sqlread-only"]);
  expect(tabs()[2]?.querySelector("use")?.getAttribute("href")).toBe("#i-lock");
  expect(tabs()[0]?.querySelector("use")).toBeNull();
});

test("it opens files with the arrows", () => {
  make().show(STARTER);
  tabs()[0]?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
  expect(opened).toEqual(["app.py", "store.py"]);
  expect(document.activeElement).toBe(tabs()[1]);
  expect(tabs().map((tab) => tab.tabIndex)).toEqual([-1, 0, -1]);
});

test("it writes a file's name as text", () => {
  make().show([{ path: "<b>.py", is_readonly: false, is_added: true, language: "python" }]);
  expect(list.querySelector("b")).toBeNull();
});

test("it exchanges the files for those of another stack", () => {
  const files = make();
  files.show(STARTER);
  files.show([{ path: "query.sql", is_readonly: false, is_added: false, language: "sql" }]);
  expect(tabs().map((tab) => tab.textContent)).toEqual(["query.sql"]);
  expect(opened).toEqual(["app.py", "query.sql"]);
});

test("it opens the file that is asked for, and the first where there is no such file", () => {
  const files = make();
  files.show(STARTER, "store.py");
  files.show(STARTER, "gone.py");
  files.open("schema.sql");
  files.open("gone.py");
  expect(opened).toEqual(["store.py", "app.py", "schema.sql"]);
});

test("it keeps the focus in the list while that is drawn anew", () => {
  const files = make();
  files.show(STARTER);
  tabs()[0]?.focus();
  files.show(STARTER.slice(0, 2), "store.py");
  expect(document.activeElement).toBe(tabs()[1]);
});

test("it hands in the editable files only", () => {
  expect(starterFiles(STARTER)).toEqual({ "app.py": "app = 1", "store.py": "" });
});

test("it compares files by name and text, whatever their order", () => {
  expect(sameFiles({ a: "1", b: "2" }, { b: "2", a: "1" })).toBe(true);
  expect(sameFiles({ a: "1" }, { a: "1", b: "" })).toBe(false);
  expect(sameFiles({ a: "1" }, { a: "2" })).toBe(false);
});
