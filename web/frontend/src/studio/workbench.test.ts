import { beforeEach, expect, test, vi } from "vitest";
import { FakeServer, type Made, makeBench, type as write } from "./fixtures.ts";

let made: Made;
const said = (): string => made.message.textContent ?? "";

beforeEach(() => {
  document.body.replaceChildren();
  made = makeBench();
});

test("it opens files in tabs, at a line, and tells the page", async () => {
  const drawn = vi.fn();
  made.bench.listen(drawn);
  expect(await made.bench.show("statement.md")).toBe(true);
  expect(await made.bench.show("problem.toml", 3)).toBe(true);
  expect(made.bench.tabs).toEqual(["statement.md", "problem.toml"]);
  expect(made.shown).toEqual(["statement.md", "problem.toml"]);
  const { state } = made.editor.view;
  expect(state.doc.lineAt(state.selection.main.head).number).toBe(3);
  expect(drawn).toHaveBeenCalled();
});

test("it says when a file is not there or cannot be fetched", async () => {
  expect(await made.bench.show("nothing.py")).toBe(false);
  made.server.isAway = true;
  expect(await made.bench.show("statement.md")).toBe(false);
  expect(said()).toContain("could not be reached");
});

test("it shows what is no text without an editor", async () => {
  made.server.put("assets/a.png", null, 1);
  made = makeBench(made.server);
  await made.bench.show("assets/a.png");
  expect([made.bench.figure?.path, made.bench.open.has("assets/a.png")]).toEqual(["assets/a.png", false]);
  await made.bench.show("statement.md");
  expect(made.bench.figure).toBeNull();
});

test("it saves before it closes a file, and opens the one before", async () => {
  await made.bench.show("statement.md");
  await made.bench.show("problem.toml");
  write(made.editor, "# x\n");
  await made.bench.close("problem.toml");
  expect(made.server.written).toEqual(["problem.toml"]);
  expect([made.bench.tabs, made.bench.current, made.editor.current]).toEqual([
    ["statement.md"],
    "statement.md",
    "statement.md",
  ]);
  await made.bench.close("statement.md");
  expect(made.bench.current).toBe("");
});

test("it keeps a file open that cannot be saved", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  made.server.isAway = true;
  await made.bench.close("statement.md");
  expect(made.bench.tabs).toEqual(["statement.md"]);
  expect(said()).toContain("not saved yet");
});

test("it makes new files and replaces others", async () => {
  expect(await made.bench.put("hello.md", { text: "hé" })).toBe(true);
  expect(made.bench.entries.get("hello.md")).toMatchObject({ revision: 1, bytes: 3 });
  expect(await made.bench.put("hello.md", { base64: btoa("abcd") })).toBe(true);
  expect(made.bench.entries.get("hello.md")).toMatchObject({ revision: 2, bytes: 4 });
});

test("it deletes a file and closes it", async () => {
  await made.bench.show("statement.md");
  expect(await made.bench.remove("statement.md")).toBe(true);
  expect([made.server.files.has("statement.md"), made.bench.entries.has("statement.md"), made.bench.tabs]).toEqual([
    false,
    false,
    [],
  ]);
});

test("it renames a file that is open with what was typed last", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  expect(await made.bench.rename("statement.md", "statement.de.md")).toBe(true);
  expect([made.bench.tabs, made.bench.current, made.editor.current]).toEqual([
    ["statement.de.md"],
    "statement.de.md",
    "statement.de.md",
  ]);
  write(made.editor, "y");
  await made.bench.open.flush();
  expect(made.server.files.get("statement.de.md")?.text).toBe("yx# A task\n");
  expect(made.bench.paths()).not.toContain("statement.md");
});

test("it does not rename what is not saved", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  made.server.isAway = true;
  expect(await made.bench.rename("statement.md", "a.md")).toBe(false);
  expect(said()).toContain("was not renamed");
});

test("it does nothing to a file that another author has changed, and says who", async () => {
  made.server.put("statement.md", "theirs", 9, "Bob");
  expect(await made.bench.remove("statement.md")).toBe(false);
  expect(said()).toContain("Bob has changed statement.md meanwhile");
  expect(made.bench.entries.get("statement.md")?.revision).toBe(9);
  made.server.files.delete("statement.md");
  expect(await made.bench.rename("statement.md", "a.md")).toBe(false);
  expect(said()).toContain("has deleted this file");
});

test("it says what is refused, and when the network is away", async () => {
  made.server.answers = [{ kind: "refused", message: "Too many files." }];
  expect(await made.bench.put("a.md", { text: "" })).toBe(false);
  expect(said()).toContain("Too many files.");
  made.server.isAway = true;
  expect(await made.bench.put("a.md", { text: "" })).toBe(false);
  expect(said()).toContain("could not be reached");
});

test("it takes what others have added, and counts what is wrong by file", async () => {
  const before = made.bench.changes;
  made.server.put("notes.md", "", 1);
  await made.bench.refresh();
  expect(made.bench.paths()).toContain("notes.md");
  expect(made.bench.changes).toBe(before + 1);
  await made.bench.refresh();
  expect(made.bench.changes).toBe(before + 1);
  made.bench.take([{ file: "notes.md", line: null, message: "is not known" }]);
  expect([made.bench.faults("notes.md"), made.bench.faults("statement.md")]).toEqual([1, 0]);
});

test("it goes on when it cannot look what others did", async () => {
  const server = new FakeServer();
  made = makeBench(server);
  made.api.list = () => Promise.reject(new TypeError("Failed to fetch"));
  await made.bench.refresh();
  expect(made.bench.paths()).toHaveLength(server.files.size);
});
