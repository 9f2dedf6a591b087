import { beforeEach, expect, test } from "vitest";
import { Editor } from "./editor.ts";

const STARTER = [
  { path: "app.py", text: "one\ntwo\n", is_readonly: false, language: "python" },
  { path: "store.py", text: "store", is_readonly: false, language: "python" },
  { path: "db.py", text: "db", is_readonly: true, language: "python" },
];

let changes: number;
let places: [number, number][];
let parent: HTMLElement;

const make = (texts: Record<string, string> = {}): Editor => {
  const editor = new Editor(parent, "", {
    onChange: () => {
      changes += 1;
    },
    onPlace: (line, column) => places.push([line, column]),
    onBlur: () => undefined,
  });
  editor.load(STARTER, texts);
  editor.open("app.py");
  return editor;
};
const shown = (): string => parent.querySelector(".cm-content")?.textContent ?? "";
const content = (): Element => parent.querySelector(".cm-content") as Element;

beforeEach(() => {
  document.body.innerHTML = '<div id="editor"></div>';
  parent = document.getElementById("editor") as HTMLElement;
  [changes, places] = [0, []];
});

test("it shows the draft in place of the starter", () => {
  expect(make({ "store.py": "mine" }).texts()).toEqual({ "app.py": "one\ntwo\n", "store.py": "mine" });
});

test("it keeps each file's text while another is open", () => {
  const editor = make();
  editor.replace({ "app.py": "changed" }, false);
  editor.open("store.py");
  expect(shown()).toBe("store");
  editor.replace({ "app.py": "changed again" }, false);
  editor.open("app.py");
  expect(shown()).toBe("changed again");
});

test("it never changes nor hands in a read-only file", () => {
  const editor = make();
  editor.replace({ "db.py": "changed" }, false);
  editor.open("db.py");
  expect(shown()).toBe("db");
  expect(content().getAttribute("aria-readonly")).toBe("true");
  expect(Object.keys(editor.texts())).toEqual(["app.py", "store.py"]);
});

test("it tells of a reset and is silent about a draft that was brought back", () => {
  const editor = make();
  editor.replace({ "app.py": "brought back" }, true);
  expect(changes).toBe(0);
  editor.replace({ "app.py": "reset" }, false);
  expect(changes).toBe(1);
  editor.replace({ "app.py": "reset" }, false);
  expect(changes).toBe(1);
});

test("it has a name, a role and a tab stop", () => {
  make();
  expect(content().getAttribute("aria-label")).toBe("app.py");
  expect(content().getAttribute("role")).toBe("textbox");
  expect(content().getAttribute("tabindex")).toBe("0");
});

test("it tells where the cursor stands in the file that is opened", () => {
  make();
  expect(places.at(-1)).toEqual([1, 1]);
});

test("it opens nothing that it does not have", () => {
  const editor = make();
  editor.open("missing.py");
  expect(editor.current).toBe("app.py");
});
