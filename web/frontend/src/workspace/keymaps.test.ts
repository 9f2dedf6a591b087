import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { expect, test, vi } from "vitest";
import { KEYMAPS, loadKeymap, WAY_OUT } from "./keymaps.ts";

const press = (view: EditorView, key: string, code: string, held: KeyboardEventInit = {}): void => {
  view.contentDOM.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...held }));
};

async function open(name: (typeof KEYMAPS)[number], save: () => void = () => undefined): Promise<EditorView> {
  const extensions = [await loadKeymap(name, save)];
  return new EditorView({ state: EditorState.create({ doc: "one two\n", extensions }), parent: document.body });
}

test("it says for every keymap how the keyboard leaves the editor", () => {
  for (const name of KEYMAPS) {
    expect(WAY_OUT[name]).toContain("Esc, then Tab, leaves the editor");
  }
});

test.each(["vim", "emacs"] as const)("it lets Tab out after Escape with %s keys", async (name) => {
  const view = await open(name);
  const free = vi.spyOn(view, "setTabFocusMode");
  press(view, "Escape", "Escape");
  expect(free).toHaveBeenCalledWith(2000);
  view.destroy();
});

test("it has Emacs' commands, and saves with its keys", async () => {
  const save = vi.fn();
  const view = await open("emacs", save);
  press(view, "k", "KeyK", { ctrlKey: true });
  expect(view.state.doc.line(1).text).toBe("");
  press(view, "x", "KeyX", { ctrlKey: true });
  press(view, "s", "KeyS", { ctrlKey: true });
  expect(save).toHaveBeenCalledTimes(1);
  view.destroy();
});

test("it has nothing of its own for the standard keys", async () => {
  expect(await loadKeymap("standard", () => undefined)).toEqual([]);
});
