import { beforeEach, expect, test, vi } from "vitest";
import type { DraftStatus } from "./draft.ts";
import { savedWords, showNotice, showSaved } from "./notice.ts";

const status = (changes: Partial<DraftStatus>): DraftStatus => ({
  state: "saved",
  savedAt: null,
  message: "",
  theirs: null,
  ...changes,
});
const CONFLICT = status({ state: "conflict", theirs: { files: {}, saved_at: "2026-11-21T12:04:00Z" } });

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
});

test("it tells the time of the last save", () => {
  const at = new Date(2026, 10, 21, 12, 4).toISOString();
  expect(savedWords(status({ savedAt: at }))).toBe("Saved 12:04");
  showSaved(place, status({ savedAt: at }));
  expect(place.title).toContain("UTC");
});

test("it says where an unsaved text is kept", () => {
  expect(savedWords(status({ state: "offline" }))).toContain("kept in this browser");
  expect(savedWords(status({ state: "untouched" }))).toBe("");
});

test("it offers both versions on a conflict", () => {
  const choices = { keepMine: vi.fn(), takeTheirs: vi.fn(), compare: vi.fn() };
  showNotice(place, CONFLICT, choices);
  for (const button of place.querySelectorAll("button")) {
    button.click();
  }
  expect(choices.keepMine).toHaveBeenCalledTimes(1);
  expect(choices.takeTheirs).toHaveBeenCalledTimes(1);
  expect(choices.compare).toHaveBeenCalledTimes(1);
  expect(place.querySelector('[role="alert"]')).not.toBeNull();
});

test("it does not draw the same notice again, and takes it away when it is settled", () => {
  const choices = { keepMine: () => undefined, takeTheirs: () => undefined, compare: () => undefined };
  showNotice(place, CONFLICT, choices);
  const box = place.firstChild;
  showNotice(place, CONFLICT, choices);
  expect(place.firstChild).toBe(box);
  showNotice(place, status({}), choices);
  expect(place.childNodes).toHaveLength(0);
});

test("it writes the server's refusal as text", () => {
  showNotice(place, status({ state: "refused", message: "<b>app.py</b> is too large." }), {
    keepMine: () => undefined,
    takeTheirs: () => undefined,
    compare: () => undefined,
  });
  expect(place.querySelector("b")).toBeNull();
  expect(place.textContent).toBe("<b>app.py</b> is too large.");
});
