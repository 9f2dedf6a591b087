import { ask, askText, dialogOf } from "./dialogs.ts";
import { part } from "./dom.ts";
import type { Editor } from "./editor.ts";
import type { Message } from "./message.ts";
import { addFault, allowed, type FileRules } from "./paths.ts";

/** New, renamed and deleted files, and a file as it came with the task. */
export interface Management {
  editor: Editor;
  rules: () => FileRules;
  message: Message;
  /** Opens a file's tab. */
  open: (path: string) => void;
  /** The text that the task gave, if it did. */
  starter: (path: string) => string | undefined;
}

const TASKS_OWN = "Comes with the task";
const READ_ONLY = "Read-only";

export function startManagement(given: Management): void {
  const onClick = (id: string, act: () => Promise<void>): void => {
    part(id).addEventListener("click", (event) => {
      const item = event.currentTarget as HTMLElement;
      if (item.getAttribute("aria-disabled") !== "true") {
        void act();
      }
    });
  };
  onClick("new-file-button", () => create(given));
  onClick("new-file-item", () => create(given));
  onClick("rename-item", () => rename(given));
  onClick("delete-item", () => remove(given));
  onClick("reset-item", () => reset(given));
  part("file-menu").addEventListener("beforetoggle", () => {
    describe(given);
    hang(part("file-menu"), part("file-menu-button"));
  });
}

/** Below its button, at the same right edge: a popover knows no place of its own. */
function hang(menu: HTMLElement, button: HTMLElement): void {
  const box = button.getBoundingClientRect();
  menu.style.setProperty("--menu-top", `${Math.round(box.bottom)}px`);
  menu.style.setProperty("--menu-right", `${Math.round(document.documentElement.clientWidth - box.right)}px`);
}

async function create({ editor, rules, open }: Management): Promise<void> {
  part("new-file-hint").textContent = allowed(rules().addable);
  const present = editor.files().map((file) => file.path);
  const path = await askText(dialogOf("new-file"), "", (text) => addFault(text, present, rules()));
  if (path !== null) {
    editor.add(path);
    open(path);
    editor.focus();
  }
}

async function rename({ editor, rules, open }: Management): Promise<void> {
  const path = editor.current;
  part("rename-file-hint").textContent = allowed(rules().addable);
  const others = editor.files().flatMap((file) => (file.path === path ? [] : [file.path]));
  const name = await askText(dialogOf("rename-file"), path, (text) =>
    text === path ? "" : addFault(text, others, rules()),
  );
  if (name !== null && name !== path) {
    editor.rename(path, name);
    open(name);
    editor.focus();
  }
}

async function remove({ editor, message, open }: Management): Promise<void> {
  const path = editor.current;
  part("delete-file-name").textContent = path;
  if (!(await ask(dialogOf("delete-file"), "delete"))) {
    return;
  }
  const text = editor.texts()[path] ?? "";
  editor.remove(path);
  open(editor.current);
  message.tell(`${path} was deleted.`, "info", {
    text: "Undo",
    act: () => {
      if (!editor.file(path)) {
        editor.add(path, text);
      }
      open(path);
      editor.focus();
    },
  });
}

async function reset({ editor, starter }: Management): Promise<void> {
  const path = editor.current;
  part("reset-name").textContent = path;
  if (await ask(dialogOf("reset"), "reset")) {
    editor.replace({ [path]: starter(path) ?? "" }, false);
    editor.focus();
  }
}

/** Says in the menu what is possible with the open file, and why not. */
function describe({ editor, rules }: Management): void {
  const file = editor.file(editor.current);
  part("file-menu-name").textContent = file?.path ?? "";
  const notOwn = file?.is_readonly ? READ_ONLY : file?.is_added ? "" : TASKS_OWN;
  enable("rename-item", notOwn);
  enable("delete-item", notOwn);
  enable("reset-item", file?.is_readonly ? READ_ONLY : file?.is_added ? "Your own file" : "");
  enable("format-item", file?.is_readonly ? READ_ONLY : "");
  enable("new-file-item", rules().addable.length > 0 ? "" : "No files can be added to this task");
}

function enable(id: string, reason: string): void {
  const item = part(id);
  item.setAttribute("aria-disabled", String(reason !== ""));
  const place = item.querySelector("small");
  if (place) {
    place.textContent = reason;
  }
}
