import { beforeEach, expect, test } from "vitest";
import type { SaveAnswer } from "./api.ts";
import type { Files, WorkspaceData } from "./data.ts";
import { Drafting } from "./drafting.ts";
import { Editor } from "./editor.ts";

const starter = (path: string, text: string, is_readonly = false) => ({ path, text, is_readonly, language: "text" });

let saves: { stack: string; files: Files }[];
let stacks: string[];
let editor: Editor;
let drafting: Drafting;

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = '<div id="editor"></div>';
  [saves, stacks] = [[], []];
  editor = new Editor(document.getElementById("editor") as HTMLElement, "", {
    onChange: () => drafting.draft.changed(),
    onPlace: () => undefined,
    onBlur: () => undefined,
    onFiles: () => undefined,
  });
  const data = {
    slug: "items",
    stack: "flask",
    addable: ["*.py"],
    starters: {
      flask: [starter("app.py", "flask"), starter("db.py", "db", true)],
      express: [starter("app.js", "express")],
    },
    drafts: { flask: { files: { "app.py": "mine", "more.py": "more" }, saved_at: "T0" } },
    urls: { draft: "/problems/items/draft", revisions: "", submit: "", console: "" },
  } as unknown as WorkspaceData;
  drafting = new Drafting({
    data,
    api: {
      saveDraft: async (stack, files): Promise<SaveAnswer> => {
        saves.push({ stack, files });
        return { kind: "saved", savedAt: `T${saves.length}` };
      },
    },
    editor,
    user: "alice",
    report: () => undefined,
    onStack: (stack) => stacks.push(stack),
  });
});

test("it opens the draft with the files that were added", () => {
  expect(drafting.stack).toBe("flask");
  expect(editor.texts()).toEqual({ "app.py": "mine", "more.py": "more" });
  expect(drafting.starter("app.py")).toBe("flask");
  expect(drafting.starter("more.py")).toBeUndefined();
});

test("it knows the rules of the stack", () => {
  expect(drafting.rules()).toEqual({ editable: ["app.py"], readonly: ["db.py"], addable: ["*.py"] });
});

test("it saves a stack's draft before another is opened, and brings it back", async () => {
  editor.add("new.py", "new");
  await drafting.change("express");
  expect(saves).toEqual([{ stack: "flask", files: { "app.py": "mine", "more.py": "more", "new.py": "new" } }]);
  expect(editor.texts()).toEqual({ "app.js": "express" });
  await drafting.change("flask");
  expect(editor.texts()).toHaveProperty("new.py", "new");
  expect(stacks).toEqual(["flask", "express", "flask"]);
});

test("it brings back added files that only this browser has", () => {
  const copy = { files: { "app.py": "offline", "own.py": "own" }, base: "T0" };
  localStorage.setItem("draft:alice:items:flask", JSON.stringify(copy));
  drafting.draft.start();
  expect(editor.texts()).toEqual({ "app.py": "offline", "own.py": "own" });
});
