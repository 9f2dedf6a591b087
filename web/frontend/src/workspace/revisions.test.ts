import { beforeEach, expect, test, vi } from "vitest";
import type { Files } from "./data.ts";
import type { Desk } from "./desk.ts";
import { part } from "./dom.ts";
import { startRevisions } from "./revisions.ts";
import { ApiFault } from "./wire.ts";

const LINES = [
  { id: 2, saved_at: "2026-11-21T12:04:00Z", lines: 3, url: "/revisions/2.json" },
  { id: 1, saved_at: "2026-11-21T12:01:00Z", lines: 1, url: "/revisions/1.json" },
];

let states: Record<string, Files>;
let restored: Files[];
let order: string[];
let said: string[];
let list: () => Promise<typeof LINES>;

const preview = (): string => part("revision-preview").textContent ?? "";
const restore = (): HTMLButtonElement => part("revision-restore") as HTMLButtonElement;
const lines = (): HTMLButtonElement[] => [...part("revision-list").querySelectorAll("button")];

beforeEach(() => {
  document.body.innerHTML = `<button id="revisions-button"></button><button id="revisions-item"></button>
    <dialog id="revisions"><form method="dialog"><ol id="revision-list"></ol><div id="revision-preview"></div>
    <button value="close"></button><button type="button" id="revision-restore" disabled></button></form></dialog>`;
  states = { "/revisions/2.json": { "app.py": "old\n" }, "/revisions/1.json": { "app.py": "now\n" } };
  [restored, order, said] = [[], [], []];
  list = async () => LINES;
  startRevisions({
    nonce: "",
    stack: () => "python-flask",
    texts: () => ({ "app.py": "now\n" }),
    flush: async () => void order.push("flush"),
    restore: (files: Files) => {
      restored.push(files);
      return { changed: ["app.py"], added: [], removed: [] };
    },
    editor: { focus: () => undefined },
    message: { tell: (sentence: string) => void said.push(sentence) },
    api: {
      revisions: () => {
        order.push("list");
        return list();
      },
      revision: async (url: string) => states[url],
    },
  } as unknown as Desk);
});

async function open(): Promise<void> {
  part("revisions-button").click();
  await vi.waitFor(() => expect(preview()).not.toBe("Loading"));
}

test("it saves first, and lists the earlier states with their age and length", async () => {
  await open();
  expect(order).toEqual(["flush", "list"]);
  expect(lines().map((line) => line.querySelector("small")?.textContent)).toEqual([
    expect.stringContaining("3 lines"),
    expect.stringMatching(/1 line$/),
  ]);
  expect(restore().disabled).toBe(true);
});

test("it shows how a state differs, and restores it", async () => {
  await open();
  lines()[0]?.click();
  await vi.waitFor(() => expect(restore().disabled).toBe(false));
  expect(preview()).toContain("app.py changed");
  expect(lines().map((line) => line.getAttribute("aria-pressed"))).toEqual(["true", "false"]);
  restore().click();
  expect(restored).toEqual([{ "app.py": "old\n" }]);
  expect(said).toEqual(["Restored: app.py changed. Undo works in each file."]);
  expect((part("revisions") as HTMLDialogElement).open).toBe(false);
});

test("it has nothing to restore where nothing differs", async () => {
  await open();
  lines()[1]?.click();
  await vi.waitFor(() => expect(preview()).toBe("This state is what you have now."));
  expect(restore().disabled).toBe(true);
  restore().click();
  expect(restored).toEqual([]);
});

test("it shows only the state that was chosen last", async () => {
  await open();
  lines()[0]?.click();
  lines()[1]?.click();
  await vi.waitFor(() => expect(preview()).toBe("This state is what you have now."));
});

test("it says that there are none yet", async () => {
  list = async () => [];
  await open();
  expect(preview()).toContain("no earlier states yet");
});

test.each([
  [new ApiFault("You are signed out."), "You are signed out."],
  [new TypeError("Failed to fetch"), "could not be loaded"],
])("it says why the list is missing: %s", async (error, words) => {
  list = async () => {
    throw error;
  };
  await open();
  expect(preview()).toContain(words);
});
