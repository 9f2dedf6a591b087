import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import { type Made, makeBench, type as write } from "./fixtures.ts";
import { StatementPreview } from "./statement.ts";

let made: Made;
let place: HTMLElement;
let later: { run: () => void; wait: number }[];
let html: (text: string) => Promise<string>;
const draw = (): void => later.splice(0).at(-1)?.run();
const shown = (): string => place.querySelector(".statement")?.textContent ?? "";

beforeEach(() => {
  document.body.replaceChildren();
  place = element("div");
  later = [];
  html = async (text) => `<h1>${text.replace("# ", "").trim()}</h1>`;
  made = makeBench();
  made.api.statement = (text) => html(text);
  new StatementPreview(made.bench, place, (run, wait) => later.push({ run, wait }));
});

test("it draws the statement though it is not open", async () => {
  made.bench.tell();
  draw();
  await vi.waitFor(() => expect(shown()).toBe("A task"));
  expect(place.textContent).toContain("Preview of statement.md");
});

test("it draws what is written a while after the last key, and stays when another file is opened", async () => {
  await made.bench.show("statement.md");
  draw();
  write(made.editor, "New ");
  expect(later.at(-1)?.wait).toBe(600);
  draw();
  await vi.waitFor(() => expect(shown()).toBe("New A task"));
  await made.bench.show("problem.toml");
  expect(later).toEqual([]);
  expect(shown()).toBe("New A task");
});

test("it draws the language that is open, and names it", async () => {
  made.server.put("statement.de.md", "# Aufgabe", 1);
  made = makeBench(made.server);
  made.api.statement = (text) => html(text);
  new StatementPreview(made.bench, place, (run, wait) => later.push({ run, wait }));
  await made.bench.show("statement.de.md");
  draw();
  await vi.waitFor(() => expect(shown()).toBe("Aufgabe"));
  expect(place.querySelector<HTMLElement>(".statement")?.lang).toBe("de");
});

test("it shows only the answer to what was asked last", async () => {
  await made.bench.show("statement.md");
  const answers: ((html: string) => void)[] = [];
  html = () => new Promise((answer) => answers.push(answer));
  draw();
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  write(made.editor, "x");
  draw();
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.("<p>second</p>");
  await vi.waitFor(() => expect(shown()).toBe("second"));
  answers[0]?.("<p>first</p>");
  await Promise.resolve();
  expect(shown()).toBe("second");
});

test("it says when it cannot be drawn, and tries again with the next change", async () => {
  html = () => Promise.reject(new TypeError("Failed to fetch"));
  await made.bench.show("statement.md");
  draw();
  await vi.waitFor(() => expect(place.textContent).toContain("could not be drawn"));
  html = async () => "<p>again</p>";
  write(made.editor, "x");
  draw();
  await vi.waitFor(() => expect(shown()).toBe("again"));
});

test("it says that there is none yet", () => {
  made.bench.entries.delete("statement.md");
  made.bench.tell();
  expect(place.textContent).toContain("no statement.md yet");
});

test("it draws nothing of a file that is deleted, and asks for it no more", async () => {
  await made.bench.show("statement.md");
  draw();
  await vi.waitFor(() => expect(shown()).toBe("A task"));
  write(made.editor, "x");
  const read = vi.spyOn(made.api, "read");
  const cleared = vi.spyOn(window, "clearTimeout");
  await made.bench.remove("statement.md");
  expect(place.textContent).toBe("There is no statement.md yet.");
  expect(cleared).toHaveBeenCalled();
  expect(read).not.toHaveBeenCalled();
});

test("it turns to the statement when the editorial that it drew is deleted", async () => {
  made.server.put("editorial.md", "# Afterwards", 1);
  made = makeBench(made.server);
  made.api.statement = (text) => html(text);
  new StatementPreview(made.bench, place, (run, wait) => later.push({ run, wait }));
  await made.bench.show("editorial.md");
  draw();
  await vi.waitFor(() => expect(shown()).toBe("Afterwards"));
  await made.bench.remove("editorial.md");
  draw();
  await vi.waitFor(() => expect(shown()).toBe("A task"));
});
