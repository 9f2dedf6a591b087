import { beforeEach, expect, test, vi } from "vitest";
import type { StudioApi } from "./api.ts";
import { conflict, FakeServer, FILES, type Made, makeBench, type as write } from "./fixtures.ts";

let made: Made;
let kept: Map<string, string>;
const PATH = "statement.md";
const text = (path = PATH): string | undefined => made.bench.open.text(path);
const state = (path = PATH): string | undefined => made.bench.open.status(path)?.state;

const storage = (): Storage =>
  ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }) as unknown as Storage;

beforeEach(async () => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  kept = new Map();
  made = makeBench(new FakeServer(), {}, storage());
  await made.bench.show(PATH);
});

test("it saves a second after the last key, with the revision that was read", async () => {
  write(made.editor, "x");
  expect(state()).toBe("changed");
  expect(made.bench.open.isUnsaved(PATH)).toBe(true);
  await vi.advanceTimersByTimeAsync(999);
  expect(made.server.written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(made.server.files.get(PATH)).toMatchObject({ text: "x# A task\n", revision: 2 });
  expect([state(), made.bench.open.worst()]).toEqual(["saved", "saved"]);
  expect(made.bench.entries.get(PATH)).toMatchObject({ revision: 2, bytes: 10 });
  write(made.editor, "y");
  await made.bench.open.flush();
  expect(made.server.files.get(PATH)?.revision).toBe(3);
});

test("it keeps what could not be sent, and sends it when the network is back", async () => {
  made.server.isAway = true;
  write(made.editor, "x");
  expect(await made.bench.open.flush()).toBe(false);
  expect(state()).toBe("offline");
  expect([...kept.keys()]).toEqual([`studio:rita:1:${PATH}`]);
  made.server.isAway = false;
  await vi.advanceTimersByTimeAsync(2000);
  expect(made.server.files.get(PATH)?.text).toBe("x# A task\n");
  expect(kept.size).toBe(0);
});

test("it brings back what this browser holds and the server has not", async () => {
  kept.set(`studio:rita:1:problem.toml`, JSON.stringify({ files: { "problem.toml": "lost" }, base: "1" }));
  await made.bench.show("problem.toml");
  expect(text("problem.toml")).toBe("lost");
  await vi.advanceTimersByTimeAsync(1000);
  expect(made.server.files.get("problem.toml")?.text).toBe("lost");
});

test("it asks when this browser's copy grew from an older text than the server has", async () => {
  made.server.put("problem.toml", "newer", 4, "Bob");
  kept.set(`studio:rita:1:problem.toml`, JSON.stringify({ files: { "problem.toml": "lost" }, base: "1" }));
  await made.bench.show("problem.toml");
  expect(state("problem.toml")).toBe("conflict");
  expect(made.bench.open.status("problem.toml")?.theirs).toMatchObject({ text: "newer", changed_by: "Bob" });
});

test("it waits for a choice when another author was faster, and keeps mine", async () => {
  await conflict(made, PATH, "theirs");
  expect(state()).toBe("conflict");
  expect(made.bench.open.status(PATH)?.theirs?.changed_by).toBe("Bob");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(made.server.files.get(PATH)?.text).toBe("theirs");
  made.bench.open.keepMine(PATH);
  await vi.advanceTimersByTimeAsync(0);
  expect(made.server.files.get(PATH)).toMatchObject({ text: "mine # A task\n", revision: 8 });
});

test("it takes the other text, and goes on from there", async () => {
  await conflict(made, PATH, "theirs");
  made.bench.open.takeTheirs(PATH);
  expect([text(), state()]).toEqual(["theirs", "saved"]);
  write(made.editor, "and ");
  await made.bench.open.flush();
  expect(made.server.files.get(PATH)).toMatchObject({ text: "and theirs", revision: 8 });
});

test("it saves a text made of both", async () => {
  await conflict(made, PATH, "theirs");
  made.bench.open.keepMerged(PATH, "both");
  await vi.advanceTimersByTimeAsync(0);
  expect([text(), made.server.files.get(PATH)?.text]).toEqual(["both", "both"]);
});

test("it brings a file back that another author has deleted, or lets it go", async () => {
  await conflict(made, PATH, null);
  expect(made.bench.open.status(PATH)).toMatchObject({ state: "conflict", theirs: null });
  made.bench.open.keepMine(PATH);
  await vi.advanceTimersByTimeAsync(0);
  expect(made.server.files.get(PATH)?.text).toBe("mine # A task\n");
  await conflict(made, PATH, null);
  made.bench.open.takeTheirs(PATH);
  await vi.advanceTimersByTimeAsync(0);
  expect([made.bench.tabs, made.bench.entries.has(PATH), text()]).toEqual([[], false, undefined]);
});

test("it says what the server refuses", async () => {
  made.server.answers = [{ kind: "refused", message: "The problem is too large." }];
  write(made.editor, "x");
  await made.bench.open.flush();
  expect(made.bench.open.status(PATH)).toMatchObject({ state: "refused", message: "The problem is too large." });
  expect(made.bench.open.worst()).toBe("refused");
});

test("it fetches a file once, however often it is opened", async () => {
  const read = vi.spyOn(made.api as StudioApi, "read");
  await Promise.all([made.bench.show("problem.toml"), made.bench.show("problem.toml")]);
  await made.bench.show("problem.toml");
  expect(read).toHaveBeenCalledTimes(1);
  expect(text("problem.toml")).toBe(FILES["problem.toml"]);
});

test("it brings in what others saved where nothing of ours is at stake", async () => {
  await made.bench.show("problem.toml");
  write(made.editor, "mine");
  made.server.put(PATH, "theirs", 5);
  made.server.put("problem.toml", "theirs", 5);
  await made.bench.refresh();
  expect(text()).toBe("theirs");
  expect(text("problem.toml")).toContain("mine");
  await made.bench.show(PATH);
  write(made.editor, "and ");
  await made.bench.open.flush(PATH);
  expect(made.server.files.get(PATH)).toMatchObject({ text: "and theirs", revision: 6 });
});

test("it saves under the new name what was typed while the file was renamed", async () => {
  const rename = made.api.rename;
  made.api.rename = async (...given) => {
    write(made.editor, "typed ");
    return rename(...given);
  };
  await made.bench.rename(PATH, "task.md");
  expect(made.bench.open.isUnsaved("task.md")).toBe(true);
  expect([...kept.keys()]).toEqual(["studio:rita:1:task.md"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(made.server.files.get("task.md")?.text).toBe("typed # A task\n");
  expect([state("task.md"), kept.size]).toEqual(["saved", 0]);
});

test("it closes a clean file that another author has deleted", async () => {
  made.server.files.delete(PATH);
  await made.bench.refresh();
  expect(made.bench.tabs).toEqual([]);
});

test("it puts an earlier state back as a change like any other", async () => {
  made.bench.open.replace(PATH, "before");
  await made.bench.open.flush();
  expect(made.server.files.get(PATH)?.text).toBe("before");
});

test("it keeps no copy of a problem that is archived", async () => {
  made = makeBench(new FakeServer(), { editable: false }, storage());
  await made.bench.show(PATH);
  made.server.isAway = true;
  made.bench.open.changed(PATH);
  expect(kept.size).toBe(0);
});
