import { beforeEach, expect, test, vi } from "vitest";
import { part } from "./dom.ts";
import { Editor } from "./editor.ts";
import { startManagement } from "./manage.ts";
import { Message } from "./message.ts";

const RULES = { editable: ["app.py"], readonly: ["db.py"], addable: ["*.py"] };
const starter = (path: string, is_readonly: boolean) => ({ path, text: `# ${path}`, is_readonly, language: "python" });
const item = (id: string): string => `<button id="${id}"><span></span><small></small></button>`;
const naming = (id: string): string => `<dialog id="${id}"><form method="dialog">
  <input id="${id}-path"><p id="${id}-path-error" hidden></p><p id="${id}-hint"></p>
  <button value="cancel"></button><button value="ok"></button></form></dialog>`;

let editor: Editor;
let opened: string[];

/** Fills in the open dialog and presses one of its buttons. */
const answer = (value: string, text?: string): void => {
  const dialog = document.querySelector("dialog[open]") as HTMLDialogElement;
  const field = dialog.querySelector("input");
  if (field && text !== undefined) {
    field.value = text;
  }
  const form = dialog.querySelector("form") as HTMLFormElement;
  form.requestSubmit(form.querySelector<HTMLButtonElement>(`button[value="${value}"]`));
};
const isOpen = (): boolean => document.querySelector("dialog[open]") !== null;
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
const menu = (): void => {
  part("file-menu").dispatchEvent(new Event("beforetoggle"));
};

beforeEach(() => {
  document.body.innerHTML = `
    <div id="editor"></div><div id="message"></div><button id="new-file-button"></button><button id="file-menu-button"></button>
    <div id="file-menu"><p id="file-menu-name"></p>
    ${["new-file-item", "rename-item", "delete-item", "reset-item", "format-item"].map(item).join("")}</div>
    ${naming("new-file")}${naming("rename-file")}
    <dialog id="delete-file"><form method="dialog"><i id="delete-file-name"></i><button value="cancel"></button><button value="delete"></button></form></dialog>
    <dialog id="reset"><form method="dialog"><i id="reset-name"></i><button value="cancel"></button><button value="reset"></button></form></dialog>`;
  opened = [];
  editor = new Editor(part("editor"), "", {
    onChange: () => undefined,
    onPlace: () => undefined,
    onBlur: () => undefined,
    onFiles: () => undefined,
  });
  vi.spyOn(editor, "focus").mockReturnValue();
  editor.load([starter("app.py", false), starter("db.py", true)], { "app.py": "mine", "own.py": "own" });
  editor.open("app.py");
  startManagement({
    editor,
    rules: () => RULES,
    message: new Message(part("message")),
    open: (path) => {
      opened.push(path);
      editor.open(path);
    },
    starter: (path) => `# ${path}`,
  });
});

test("it makes a file and opens it", async () => {
  part("new-file-button").click();
  expect(part("new-file-hint").textContent).toContain("called *.py");
  answer("ok", " more.py ");
  await settle();
  expect(opened).toEqual(["more.py"]);
  expect(editor.texts()).toHaveProperty("more.py", "");
});

test("it says beside the field why a name will not do, and keeps the dialog open", async () => {
  part("new-file-button").click();
  answer("ok", "own.py");
  const field = part("new-file-path");
  expect(isOpen()).toBe(true);
  expect(part("new-file-path-error").textContent).toBe("There is a file own.py already.");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
  answer("cancel");
  await settle();
  expect(isOpen()).toBe(false);
  expect(opened).toEqual([]);
  part("new-file-button").click();
  expect(part("new-file-path-error").hidden).toBe(true);
  expect(field.hasAttribute("aria-invalid")).toBe(false);
});

test("it takes Enter for yes", async () => {
  part("new-file-button").click();
  const field = part("new-file-path") as HTMLInputElement;
  field.value = "enter.py";
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true }));
  await settle();
  expect(opened).toEqual(["enter.py"]);
});

test("it renames an added file, and lets it keep its name", async () => {
  editor.open("own.py");
  part("rename-item").click();
  expect((part("rename-file-path") as HTMLInputElement).value).toBe("own.py");
  answer("ok");
  await settle();
  expect(opened).toEqual([]);
  part("rename-item").click();
  answer("ok", "APP.py");
  expect(part("rename-file-path-error").textContent).toContain("case of letters");
  answer("ok", "other.py");
  await settle();
  expect(opened).toEqual(["other.py"]);
  expect(editor.texts()).toEqual({ "app.py": "mine", "other.py": "own" });
});

test("it deletes only after asking, and brings back", async () => {
  editor.open("own.py");
  part("delete-item").click();
  answer("cancel");
  await settle();
  expect(editor.texts()).toHaveProperty("own.py");
  part("delete-item").click();
  expect(part("delete-file-name").textContent).toBe("own.py");
  answer("delete");
  await settle();
  expect(editor.texts()).not.toHaveProperty("own.py");
  part("message").querySelector("button")?.click();
  expect(editor.texts()).toHaveProperty("own.py", "own");
  expect(opened.at(-1)).toBe("own.py");
});

test("it resets a file to the starter after asking", async () => {
  part("reset-item").click();
  answer("cancel");
  await settle();
  expect(editor.texts()["app.py"]).toBe("mine");
  part("reset-item").click();
  answer("reset");
  await settle();
  expect(editor.texts()["app.py"]).toBe("# app.py");
});

test.each([
  ["app.py", { "rename-item": "Comes with the task", "delete-item": "Comes with the task", "reset-item": "" }],
  ["db.py", { "rename-item": "Read-only", "reset-item": "Read-only", "format-item": "Read-only" }],
  ["own.py", { "rename-item": "", "delete-item": "", "reset-item": "Your own file", "new-file-item": "" }],
])("it says in the menu what cannot be done with %s, and why", (path, reasons) => {
  editor.open(path);
  menu();
  expect(part("file-menu-name").textContent).toBe(path);
  for (const [id, reason] of Object.entries(reasons)) {
    expect(part(id).querySelector("small")?.textContent).toBe(reason);
    expect(part(id).getAttribute("aria-disabled")).toBe(String(reason !== ""));
  }
});

test("it does nothing for an item that is disabled", () => {
  menu();
  part("delete-item").click();
  expect(isOpen()).toBe(false);
});
