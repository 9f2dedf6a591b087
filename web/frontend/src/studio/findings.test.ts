import { forceLinting, forEachDiagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import type { Finding } from "./data.ts";
import { findingMarks, startFindings } from "./findings.ts";
import { type Made, makeBench } from "./fixtures.ts";

let made: Made;
let place: HTMLElement;
let count: HTMLElement;

// happy-dom tells of a selection while it is being set, browsers afterwards: CodeMirror refuses the former.
document.addEventListener("selectionchange", (event) => event.stopImmediatePropagation());

beforeEach(() => {
  document.body.replaceChildren();
  [place, count] = [element("div"), element("span")];
  made = makeBench();
  startFindings(made.bench, place, count);
  made.bench.tell();
});

test("it says that nothing is wrong", () => {
  expect([place.textContent?.includes("Nothing is wrong"), count.textContent]).toEqual([true, ""]);
});

test("it lists what is wrong, and leads to the place", async () => {
  made.bench.take([
    { file: "problem.toml", line: 3, message: 'unknown key "titel"; did you mean "title"?' },
    { file: "editorial.md", line: null, message: "is missing" },
  ]);
  expect(count.textContent).toBe("2");
  expect([...place.querySelectorAll("li")].map((line) => line.textContent)).toEqual([
    'problem.toml:3unknown key "titel"; did you mean "title"?',
    "editorial.mdis missing",
  ]);
  const links = place.querySelectorAll<HTMLButtonElement>("button.finding-place");
  expect(links).toHaveLength(1); // the other file is not there
  links[0]?.click();
  await vi.waitFor(() => expect(made.bench.current).toBe("problem.toml"));
  const { state } = made.editor.view;
  expect(state.doc.lineAt(state.selection.main.head).number).toBe(3);
});

test("it draws the list anew only when it has changed", () => {
  made.bench.take([{ file: "problem.toml", line: 1, message: "is wrong" }]);
  const first = place.firstChild;
  made.bench.tell();
  expect(place.firstChild).toBe(first);
});

test("it marks the lines of the open file", async () => {
  const findings: Finding[] = [
    { file: "a.toml", line: 2, message: "second" },
    { file: "a.toml", line: null, message: "whole" },
    { file: "a.toml", line: 99, message: "beyond" },
    { file: "b.toml", line: 1, message: "other file" },
  ];
  const proven: Finding[] = [{ file: "a.toml", line: 3, message: "no wrong solution fails it" }];
  const marks = findingMarks(() => ({ path: "a.toml", findings, proven }));
  const view = new EditorView({ state: EditorState.create({ doc: "one\n  two\nthree", extensions: [marks] }) });
  forceLinting(view);
  const found: [string, number, number][] = [];
  await vi.waitFor(() => {
    found.length = 0;
    forEachDiagnostic(view.state, ({ message }, from, to) => void found.push([message, from, to]));
    expect(found).toEqual([
      ["whole", 0, 3],
      ["second", 6, 9],
      ["beyond", 10, 15],
      ["Gate: no wrong solution fails it", 10, 15],
    ]);
  });
});
