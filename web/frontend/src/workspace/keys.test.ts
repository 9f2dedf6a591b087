import { beforeEach, expect, test, vi } from "vitest";
import { commandOf, nameKeys, startKeys } from "./keys.ts";

const stroke = (key: string, held: Partial<KeyboardEventInit> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

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
  const commands = { run: vi.fn(), submit: vi.fn(), save: vi.fn() };
  startKeys(commands);
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
