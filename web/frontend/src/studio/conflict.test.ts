import { beforeEach, expect, test, vi } from "vitest";
import { element, part } from "../workspace/dom.ts";
import { startConflicts } from "./conflict.ts";
import { conflict, type Made, makeBench, type as write } from "./fixtures.ts";

let made: Made;
let place: HTMLElement;
const PATH = "statement.md";
const press = (name: string): void => {
  [...place.querySelectorAll("button")].find((button) => button.textContent === name)?.click();
};

beforeEach(async () => {
  place = element("div");
  document.body.replaceChildren(place);
  document.body.insertAdjacentHTML(
    "beforeend",
    `<dialog id="merge"><form method="dialog"><h2><code id="merge-name"></code></h2><p id="merge-hint"></p>
     <div id="merge-place"></div><button value="merged" id="merge-save"></button></form></dialog>`,
  );
  made = makeBench();
  startConflicts(made.bench, place);
  await made.bench.show(PATH);
});

test("it says nothing while there is one text", () => {
  expect(place.childNodes).toHaveLength(0);
});

test("it says who has saved another text and when, once", async () => {
  await conflict(made, PATH, "theirs");
  const box = place.querySelector('[role="alert"]');
  expect(box?.textContent).toContain("Bob has saved another text of this file since you read it.");
  expect(box?.querySelector("span[title]")?.getAttribute("title")).toContain("2026-11-21 12:00:00 UTC");
  write(made.editor, "more ");
  expect(place.querySelector('[role="alert"]')).toBe(box);
});

test("it keeps mine", async () => {
  await conflict(made, PATH, "theirs");
  press("Keep mine");
  await vi.waitFor(() => expect(made.server.files.get(PATH)?.text).toBe("mine # A task\n"));
  await vi.waitFor(() => expect(place.childNodes).toHaveLength(0));
});

test("it takes theirs", async () => {
  await conflict(made, PATH, "theirs");
  press("Take theirs");
  expect([made.bench.open.text(PATH), place.childNodes.length]).toEqual(["theirs", 0]);
});

test("it shows both side by side, and saves what was made of them", async () => {
  await conflict(made, PATH, "theirs\n");
  press("Compare and merge");
  const save = part("merge-save") as HTMLButtonElement;
  expect(save.disabled).toBe(true);
  await vi.waitFor(() => expect(save.disabled).toBe(false));
  expect(part("merge-place").textContent).toContain("theirs");
  expect(part("merge-place").textContent).toContain("mine");
  expect(part("merge-hint").textContent).toContain("right one");
  save.click();
  await vi.waitFor(() => expect(made.server.files.get(PATH)).toMatchObject({ text: "mine # A task\n", revision: 8 }));
});

test("it leaves everything as it is when the choice is put off", async () => {
  await conflict(made, PATH, "theirs");
  press("Compare and merge");
  (part("merge") as HTMLDialogElement).close();
  expect(made.bench.open.status(PATH)?.state).toBe("conflict");
});

test("it asks what shall become of a file that another author has deleted", async () => {
  await conflict(made, PATH, null);
  expect(place.textContent).toContain("has deleted this file");
  press("Delete it here too");
  await vi.waitFor(() => expect(made.bench.entries.has(PATH)).toBe(false));
  expect(place.childNodes).toHaveLength(0);
});

test("it says what the server refuses", async () => {
  made.server.answers = [{ kind: "refused", message: "The file is too large." }];
  write(made.editor, "x");
  await made.bench.open.flush();
  expect(place.querySelector('[role="alert"]')?.textContent).toContain("The file is too large.");
});
