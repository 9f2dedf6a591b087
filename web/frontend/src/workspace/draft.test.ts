import { beforeEach, expect, test, vi } from "vitest";
import type { SaveAnswer } from "./api.ts";
import type { Files, SavedDraft } from "./data.ts";
import { Draft, type DraftStatus } from "./draft.ts";

const KEY = "draft:alice:items:python-flask";

let editor: Files;
let statuses: DraftStatus[];
let timers: Map<number, { run: () => void; milliseconds: number }>;
let answers: (SaveAnswer | Error)[];
let saves: { files: Files; base: string | null }[];

beforeEach(() => {
  localStorage.clear();
  editor = { "app.py": "starter" };
  [statuses, answers, saves, timers] = [[], [], [], new Map()];
});

const make = (known: SavedDraft | null = null): Draft =>
  new Draft(
    {
      save: async (files, base) => {
        saves.push({ files: { ...files }, base });
        const next = answers.shift() ?? { kind: "saved", savedAt: `T${saves.length}` };
        if (next instanceof Error) {
          throw next;
        }
        return next;
      },
      read: () => ({ ...editor }),
      write: (files) => {
        editor = { ...files };
      },
      report: (status) => statuses.push(status),
      storage: localStorage,
      key: KEY,
      setTimeout: (run, milliseconds) => {
        timers.clear(); // one timer at a time, as the draft uses it
        timers.set(timers.size + 1, { run, milliseconds });
        return 1;
      },
      clearTimeout: () => timers.clear(),
    },
    known,
  );

const type = (draft: Draft, text: string): void => {
  editor["app.py"] = text;
  draft.changed();
};

const passTime = async (): Promise<number> => {
  const [timer] = timers.values();
  timers.clear();
  timer?.run();
  await vi.waitFor(() => expect(statuses.at(-1)?.state).not.toBe("saving"));
  return timer?.milliseconds ?? 0;
};

const state = (): string => statuses.at(-1)?.state ?? "";

test("it saves one second after the last key, once", async () => {
  const draft = make();
  type(draft, "a");
  type(draft, "ab");
  expect(await passTime()).toBe(1000);
  expect(saves).toEqual([{ files: { "app.py": "ab" }, base: null }]);
  expect(statuses.at(-1)).toMatchObject({ state: "saved", savedAt: "T1" });
});

test("it bases each save on the one before", async () => {
  const draft = make({ files: editor, saved_at: "T0" });
  type(draft, "a");
  await passTime();
  type(draft, "b");
  await passTime();
  expect(saves.map((save) => save.base)).toEqual(["T0", "T1"]);
});

test("it does not save what has not changed", async () => {
  const draft = make();
  await draft.flush();
  expect(saves).toEqual([]);
});

test("it saves again what was typed while a save was under way", async () => {
  const draft = make();
  type(draft, "a");
  const saving = draft.flush();
  type(draft, "ab");
  await saving;
  expect(state()).toBe("changed");
  await passTime();
  expect(saves.map((save) => save.files["app.py"])).toEqual(["a", "ab"]);
});

test("it waits for a save that is under way, and saves the rest, before it says that all is saved", async () => {
  const draft = make();
  type(draft, "a");
  void draft.flush();
  type(draft, "ab");
  await Promise.all([draft.flush(), draft.flush()]);
  expect(state()).toBe("saved");
  expect(saves.map((save) => save.files["app.py"])).toEqual(["a", "ab"]);
});

test("it keeps the text in this browser while the server is away, and tries again with growing pauses", async () => {
  answers = [new TypeError("network"), { kind: "unavailable" }];
  const draft = make();
  type(draft, "offline text");
  await passTime();
  expect(state()).toBe("offline");
  expect(localStorage.getItem(KEY)).toContain("offline text");
  expect(await passTime()).toBe(2000);
  expect(await passTime()).toBe(4000);
  expect(state()).toBe("saved");
  expect(localStorage.getItem(KEY)).toBeNull();
});

test("it brings back after a reload what only this browser had", async () => {
  localStorage.setItem(KEY, JSON.stringify({ files: { "app.py": "kept" }, base: null }));
  make().start();
  expect(editor["app.py"]).toBe("kept");
  await passTime();
  expect(saves).toEqual([{ files: { "app.py": "kept" }, base: null }]);
});

test("it drops this browser's copy when the server has the same", () => {
  localStorage.setItem(KEY, JSON.stringify({ files: { "app.py": "same" }, base: "T0" }));
  make({ files: { "app.py": "same" }, saved_at: "T5" }).start();
  expect(localStorage.getItem(KEY)).toBeNull();
  expect(state()).toBe("saved");
});

test("it asks when another device has saved since this browser's copy was made", () => {
  localStorage.setItem(KEY, JSON.stringify({ files: { "app.py": "mine" }, base: "T0" }));
  const draft = make({ files: { "app.py": "theirs" }, saved_at: "T5" });
  draft.start();
  expect(state()).toBe("conflict");
  expect(editor["app.py"]).toBe("mine");
  draft.takeTheirs();
  expect(editor["app.py"]).toBe("theirs");
});

test("it stops saving on a conflict until one has chosen", async () => {
  answers = [{ kind: "conflict", theirs: { files: { "app.py": "theirs" }, saved_at: "T9" } }];
  const draft = make();
  type(draft, "mine");
  await passTime();
  expect(state()).toBe("conflict");
  type(draft, "mine too");
  await draft.flush();
  expect(saves).toHaveLength(1);
  await draft.keepMine();
  expect(saves.at(-1)).toEqual({ files: { "app.py": "mine too" }, base: "T9" });
  expect(state()).toBe("saved");
});

test("it goes on from the other device's draft when that is taken", async () => {
  answers = [{ kind: "conflict", theirs: { files: { "app.py": "theirs" }, saved_at: "T9" } }];
  const draft = make();
  type(draft, "mine");
  await passTime();
  draft.takeTheirs();
  expect(editor["app.py"]).toBe("theirs");
  expect(localStorage.getItem(KEY)).toBeNull();
  type(draft, "theirs and more");
  await passTime();
  expect(saves.at(-1)?.base).toBe("T9");
});

test("it tells why a draft was refused and keeps it here", async () => {
  answers = [{ kind: "refused", message: "app.py has too many bytes." }];
  const draft = make();
  type(draft, "x");
  await passTime();
  expect(statuses.at(-1)).toMatchObject({ state: "refused", message: "app.py has too many bytes." });
  expect(localStorage.getItem(KEY)).toContain('"x"');
});

test("it works where the browser keeps nothing", async () => {
  const broken = () => {
    throw new DOMException("denied");
  };
  const reports: DraftStatus[] = [];
  const draft = new Draft(
    {
      save: async () => ({ kind: "saved", savedAt: "T1" }),
      read: () => editor,
      write: () => undefined,
      report: (status) => reports.push(status),
      storage: { getItem: broken, setItem: broken, removeItem: broken },
      key: KEY,
    },
    null,
  );
  draft.start();
  draft.changed();
  await draft.flush();
  expect(reports.at(-1)?.state).toBe("saved");
});
