import { beforeEach, expect, test, vi } from "vitest";
import { part } from "../workspace/dom.ts";
import { type Made, makeBench, type as write } from "./fixtures.ts";
import { startPast } from "./past.ts";
import type { Row } from "./tree.ts";

let made: Made;
let selected: Row | undefined;
const preview = (): string => part("revision-preview").textContent ?? "";
const lines = (): HTMLButtonElement[] => [...part("revision-list").querySelectorAll("button")];
const restore = (): HTMLButtonElement => part("revision-restore") as HTMLButtonElement;

function make(rest = {}): void {
  document.body.innerHTML = `<button id="revisions-button"></button><button id="revisions-item"></button>
    <dialog id="revisions"><form method="dialog"><ol id="revision-list"></ol><div id="revision-preview"></div>
    <button type="button" id="revision-restore" disabled></button></form></dialog>`;
  made = makeBench(undefined, rest);
  selected = undefined;
  made.api.revisions = async () => [
    { revision: 3, changed_at: "2026-11-21T12:04:00Z", changed_by: null, is_deleted: true },
    { revision: 2, changed_at: "2026-11-21T12:03:00Z", changed_by: "Bob", is_deleted: false },
    { revision: 1, changed_at: "2026-11-21T12:01:00Z", changed_by: null, is_deleted: false },
  ];
  made.api.revision = async (_, revision) => `state ${revision}\n`;
  startPast(made.bench, {
    get selected() {
      return selected;
    },
  });
}

async function open(id = "revisions-button"): Promise<void> {
  part(id).click();
  await vi.waitFor(() => expect(["", "Loading"]).not.toContain(preview()));
}

beforeEach(() => make());

test("it saves first, and lists who wrote which state", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  await open();
  expect(made.server.written).toEqual(["statement.md"]);
  expect(lines().map((line) => line.querySelector("small")?.textContent)).toEqual([
    expect.stringMatching(/ · Bob$/),
    expect.stringMatching(/ · unknown author$/),
  ]);
});

test("it shows how a state differs, and restores it as a change that can be undone", async () => {
  await made.bench.show("statement.md");
  await open();
  lines()[0]?.click();
  await vi.waitFor(() => expect(restore().disabled).toBe(false));
  expect(preview()).toContain("state 2");
  restore().click();
  expect([made.bench.open.text("statement.md"), made.bench.open.isUnsaved("statement.md")]).toEqual([
    "state 2\n",
    true,
  ]);
  expect(made.message.textContent).toContain("statement.md was restored.");
});

test("it opens the file that is selected in the tree", async () => {
  selected = {
    path: "problem.toml",
    name: "problem.toml",
    level: 1,
    isFolder: false,
    isOpen: false,
    place: 1,
    among: 1,
  };
  await open("revisions-item");
  expect(made.bench.current).toBe("problem.toml");
  expect(lines()).toHaveLength(2);
});

test("it says that a file must be open", async () => {
  await open();
  expect(preview()).toContain("Open a text file");
});

test("it restores nothing in an archived problem", async () => {
  make({ editable: false });
  await made.bench.show("statement.md");
  await open();
  lines()[0]?.click();
  await vi.waitFor(() => expect(restore().disabled).toBe(false));
  restore().click();
  expect(made.bench.open.text("statement.md")).toBe("# A task\n");
});
