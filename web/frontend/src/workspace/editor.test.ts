import { undo } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { beforeEach, expect, test } from "vitest";
import { Editor } from "./editor.ts";

const STARTER = [
  { path: "app.py", text: "one\ntwo\n", is_readonly: false, language: "python" },
  { path: "store.py", text: "store", is_readonly: false, language: "python" },
  { path: "db.py", text: "db", is_readonly: true, language: "python" },
];

let changes: number;
let places: [number, number][];
let lists: string[][];
let parent: HTMLElement;
let made: Editor | undefined;

const paths = (): string[] => made?.files().map((file) => file.path) ?? [];

const make = (texts: Record<string, string> = {}): Editor => {
  const editor = new Editor(parent, "", {
    onChange: () => {
      changes += 1;
    },
    onPlace: (line, column) => places.push([line, column]),
    onBlur: () => undefined,
    onFiles: () => {
      lists.push(paths());
    },
  });
  made = editor;
  editor.load(STARTER, texts);
  editor.open("app.py");
  return editor;
};
const shown = (): string => parent.querySelector(".cm-content")?.textContent ?? "";
const content = (): Element => parent.querySelector(".cm-content") as Element;

beforeEach(() => {
  document.body.innerHTML = '<div id="editor"></div>';
  parent = document.getElementById("editor") as HTMLElement;
  [changes, places, lists, made] = [0, [], [], undefined];
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

test("it opens the files that a draft has added", () => {
  const editor = make({ "app.py": "mine", "notes.md": "# mine" });
  expect(editor.file("notes.md")).toEqual({
    path: "notes.md",
    language: "markdown",
    is_readonly: false,
    is_added: true,
  });
  expect(editor.texts()).toEqual({ "app.py": "mine", "store.py": "store", "notes.md": "# mine" });
  expect(Object.keys(editor.allTexts())).toEqual(["app.py", "store.py", "db.py", "notes.md"]);
});

test("it adds a file, renames it with its history, and deletes it", () => {
  const editor = make();
  editor.add("more.py", "one");
  editor.open("more.py");
  editor.replace({ "more.py": "two" }, false);
  editor.rename("more.py", "other.py");
  expect(editor.current).toBe("other.py");
  expect(content().getAttribute("aria-label")).toBe("other.py");
  expect(undo(editor.view)).toBe(true);
  expect(editor.texts()["other.py"]).toBe("one");
  editor.remove("other.py");
  expect(editor.current).toBe("db.py");
  expect(editor.texts()).not.toHaveProperty("other.py");
  expect(lists.at(-1)).toEqual(["app.py", "store.py", "db.py"]);
  expect(changes).toBe(5);
});

test("it renames and deletes nothing that comes with the task", () => {
  const editor = make();
  editor.rename("app.py", "x.py");
  editor.remove("store.py");
  editor.add("more.py");
  editor.rename("more.py", "app.py");
  expect(Object.keys(editor.texts())).toEqual(["app.py", "store.py", "more.py"]);
});

test("it restores a whole state: texts, files that are gone, and files that are new", () => {
  const editor = make({ "mine.py": "mine" });
  editor.open("mine.py");
  expect(editor.restore({ "app.py": "old", "back.py": "back" })).toEqual({
    changed: ["app.py"],
    added: ["back.py"],
    removed: ["mine.py"],
  });
  expect(editor.current).toBe("app.py");
  expect(editor.texts()).toEqual({ "app.py": "old", "store.py": "store", "back.py": "back" });
  expect(undo(editor.view)).toBe(true);
  expect(editor.texts()["app.py"]).toBe("one\ntwo\n");
});

test("it restores silently what another device has saved", () => {
  const editor = make();
  editor.restore({ "app.py": "theirs", "new.py": "" }, true);
  expect(changes).toBe(0);
  expect(editor.texts()).toHaveProperty("new.py", "");
});

test("it tells of a change in a file that is not open", () => {
  const editor = make();
  expect(editor.replace({ "store.py": "changed" }, false)).toEqual(["store.py"]);
  expect(changes).toBe(1);
});

test("it undoes each replacement by itself", () => {
  const editor = make();
  editor.replace({ "app.py": "first" }, false);
  editor.replace({ "app.py": "second" }, false);
  undo(editor.view);
  expect(shown()).toBe("first");
});

test("it goes to a line, and to the last one where there is no such line", () => {
  const editor = make();
  editor.goTo(2);
  expect(places.at(-1)).toEqual([2, 1]);
  editor.view.contentDOM.blur(); // this document tells of a moved selection in the midst of an update
  editor.goTo(99);
  expect(places.at(-1)).toEqual([3, 1]);
});

test("it gives every file what the user prefers, those that come later too", () => {
  const editor = make();
  editor.configure(EditorState.tabSize.of(7));
  editor.add("more.py");
  for (const path of ["app.py", "store.py", "more.py"]) {
    expect(editor.state(path)?.tabSize).toBe(7);
  }
  editor.configure([]);
  expect(editor.state("more.py")?.tabSize).toBe(4);
});

test("it adds a cursor with Alt and leaves Ctrl+Enter to the page", () => {
  const editor = make();
  const adds = editor.view.state.facet(EditorView.clickAddsSelectionRange)[0];
  const click = (held: MouseEventInit): boolean | undefined => adds?.(new MouseEvent("mousedown", held));
  expect([click({ altKey: true }), click({ altKey: true, shiftKey: true }), click({})]).toEqual([true, false, false]);
  const keys = editor.view.state.facet(keymap).flat();
  expect(keys.some((binding) => binding.key === "Mod-Enter")).toBe(false);
  expect(keys.some((binding) => binding.key === "Mod-d")).toBe(true);
});

test("it opens and closes a file without telling of a change", () => {
  const editor = make();
  const before = changes;
  editor.add("notes.md", "text", true);
  editor.open("notes.md");
  editor.remove("notes.md", true);
  expect([changes, editor.file("notes.md"), editor.current]).toEqual([before, undefined, "db.py"]);
});

test("it has no file open when the last one is gone", () => {
  const editor = make();
  editor.load([], {});
  editor.add("notes.md", "text", true);
  editor.open("notes.md");
  editor.remove("notes.md", true);
  expect([editor.current, editor.files()]).toEqual(["", []]);
});

test("it wraps prose, which has no line ends of its own", () => {
  const editor = make({ "notes.md": "words" });
  editor.open("notes.md");
  expect(editor.view.lineWrapping).toBe(true);
  editor.open("app.py");
  expect(editor.view.lineWrapping).toBe(false);
});
