import { beforeEach, expect, test, vi } from "vitest";
import { type Circumstances, commandOf, isForPage, nameKeys, showKeys, startKeys } from "./keys.ts";

const stroke = (key: string, held: Partial<KeyboardEventInit> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

const AT: Circumstances = { areOn: () => true, keepsSave: () => false };

beforeEach(() => {
  document.body.innerHTML = '<kbd data-mod>Ctrl</kbd><kbd data-key="Enter">Ctrl ↵</kbd><dialog></dialog>';
});

test("it runs, submits and saves with Ctrl or Cmd", () => {
  expect(commandOf(stroke("Enter", { ctrlKey: true }))).toBe("run");
  expect(commandOf(stroke("Enter", { metaKey: true }))).toBe("run");
  expect(commandOf(stroke("Enter", { ctrlKey: true, shiftKey: true }))).toBe("submit");
  expect(commandOf(stroke("s", { metaKey: true }))).toBe("save");
});

test("it leaves plain typing and other combinations alone", () => {
  expect(commandOf(stroke("Enter"))).toBeNull();
  expect(commandOf(stroke("s"))).toBeNull();
  expect(commandOf(stroke("S", { ctrlKey: true, shiftKey: true }))).toBeNull();
  expect(commandOf(stroke("Enter", { ctrlKey: true, altKey: true }))).toBeNull();
});

test("it acts once while a key is held, and not behind a dialog", () => {
  const commands = { run: vi.fn(), submit: vi.fn(), save: vi.fn(), help: vi.fn() };
  startKeys(commands, AT);
  const press = (repeat = false): boolean =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, repeat, cancelable: true }));
  expect(press()).toBe(false);
  expect(press(true)).toBe(false);
  expect(commands.run).toHaveBeenCalledTimes(1);
  document.querySelector("dialog")?.setAttribute("open", "");
  expect(press()).toBe(true);
  expect(commands.run).toHaveBeenCalledTimes(1);
});

test("it names the keys as a Mac has them", () => {
  nameKeys(false);
  expect(document.querySelector("[data-mod]")?.textContent).toBe("Ctrl");
  nameKeys(true);
  expect(document.querySelector("[data-mod]")?.textContent).toBe("⌘");
  expect(document.querySelector("[data-key]")?.textContent).toBe("⌘ ↵");
});

test("it opens the list of shortcuts with a question mark, outside of text fields only", () => {
  expect(commandOf(stroke("?", { shiftKey: true }))).toBe("help");
  expect(commandOf(stroke("?", { ctrlKey: true }))).toBeNull();
  document.body.innerHTML =
    '<button></button><input id="a"><input id="b" type="checkbox"><p contenteditable="true"></p>';
  const isFor = (selector: string): boolean => isForPage("help", document.querySelector(selector), AT);
  expect([isFor("button"), isFor("#a"), isFor("#b"), isFor("p")]).toEqual([true, false, true, false]);
  expect(isForPage("help", null, AT)).toBe(true);
});

test("it has no shortcuts when they are turned off", () => {
  for (const command of ["run", "submit", "save", "help"] as const) {
    expect(isForPage(command, document.body, { ...AT, areOn: () => false })).toBe(false);
  }
});

test("it leaves saving to an editor that means something else by it", () => {
  document.body.innerHTML = '<div class="cm-editor"><p></p></div><button></button>';
  const emacs = { ...AT, keepsSave: () => true };
  expect(isForPage("save", document.querySelector("p"), emacs)).toBe(false);
  expect(isForPage("save", document.querySelector("button"), emacs)).toBe(true);
  expect(isForPage("run", document.querySelector("p"), emacs)).toBe(true);
});

test("it leaves Enter to a part with keys of its own", () => {
  document.body.innerHTML = "<div data-own-keys><input></div>";
  expect(isForPage("run", document.querySelector("input"), AT)).toBe(false);
  expect(isForPage("save", document.querySelector("input"), AT)).toBe(true);
});

test("it names shortcuts on buttons only while there are any", () => {
  document.body.innerHTML = '<button aria-keyshortcuts="Control+Enter"></button>';
  const button = document.querySelector("button") as HTMLElement;
  showKeys(false);
  expect(button.hasAttribute("aria-keyshortcuts")).toBe(false);
  expect(document.documentElement.hasAttribute("data-no-shortcuts")).toBe(true);
  showKeys(true);
  expect(button.getAttribute("aria-keyshortcuts")).toBe("Control+Enter");
  expect(document.documentElement.hasAttribute("data-no-shortcuts")).toBe(false);
});
