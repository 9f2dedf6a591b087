import { beforeEach, expect, test, vi } from "vitest";
import type { Desk } from "./desk.ts";
import { part } from "./dom.ts";
import { Editor } from "./editor.ts";
import { startFormat } from "./tidy.ts";

let editor: Editor;
let said: string[];
let announced: string[];
let format: () => boolean;

const load = (text: string, is_readonly = false): void => {
  editor.load([{ path: "a.json", text, is_readonly, language: "json" }], {});
  editor.open("a.json");
};

beforeEach(() => {
  document.body.innerHTML =
    '<div id="editor"></div><button id="format-button"></button><button id="format-item"></button>';
  [said, announced] = [[], []];
  editor = new Editor(part("editor"), "", {
    onChange: () => undefined,
    onPlace: () => undefined,
    onBlur: () => undefined,
    onFiles: () => undefined,
  });
  format = startFormat({
    editor,
    message: { tell: (sentence: string) => void said.push(sentence), clear: () => undefined },
    announce: (sentence: string) => void announced.push(sentence),
  } as unknown as Desk);
});

const done = async (): Promise<void> => {
  await vi.waitFor(() => expect(part("format-button").hasAttribute("aria-busy")).toBe(false));
};

test("it formats the open file and says so", async () => {
  load('{"a":1}');
  expect(format()).toBe(true);
  expect(part("format-button").getAttribute("aria-busy")).toBe("true");
  await done();
  expect(editor.texts()["a.json"]).toBe('{ "a": 1 }\n');
  expect(announced).toEqual(["a.json was formatted."]);
});

test("it says that nothing was to do, or why nothing was done", async () => {
  load("{}\n");
  part("format-button").click();
  await done();
  load("{\n");
  part("format-item").click();
  await done();
  expect(said[0]).toBe("a.json is formatted already.");
  expect(said[1]).toMatch(/^a.json was not formatted. There is a syntax error in line \d.$/);
});

test("it leaves alone what was written meanwhile", async () => {
  load('{"a":1}');
  format();
  editor.edit("a.json", { from: 0, insert: " " });
  await done();
  expect(editor.texts()["a.json"]).toBe(' {"a":1}');
  expect(said).toEqual(["a.json has changed meanwhile and was not formatted."]);
});

test("it does not touch a read-only file", async () => {
  load('{"a":1}', true);
  format();
  await done();
  expect([said, announced]).toEqual([[], []]);
});
