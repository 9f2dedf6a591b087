import { type Diagnostic, forceLinting, linter } from "@codemirror/lint";
import { type Extension, StateEffect } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { element } from "../workspace/dom.ts";
import type { Finding } from "./data.ts";
import type { Workbench } from "./workbench.ts";

/** What is wrong with the folder: a list that leads to the places, and marks in the text itself. */
const found = StateEffect.define<null>();
const PATIENCE_MS = 300;

export function startFindings(bench: Workbench, place: HTMLElement, count: HTMLElement): void {
  let shown: readonly Finding[] | null = null;
  bench.listen(() => {
    if (bench.findings === shown) {
      return;
    }
    shown = bench.findings;
    count.textContent = shown.length > 0 ? String(shown.length) : "";
    place.replaceChildren(...drawn(bench, shown));
    mark(bench.editor.view);
  });
}

/** Draws the marks anew, since what is wrong is another thing now. */
export function mark(view: EditorView): void {
  view.dispatch({ effects: found.of(null) });
  forceLinting(view);
}

function drawn(bench: Workbench, findings: readonly Finding[]): HTMLElement[] {
  if (findings.length === 0) {
    const words = "Nothing is wrong with the folder as it is saved. The gate tells what its suite is worth.";
    return [element("p", { class: "soft" }, words)];
  }
  const words = "Found without running anything, in the folder as it is saved.";
  return [element("p", { class: "soft" }, words), findingList(bench, findings)];
}

type Places = Pick<Workbench, "entries" | "show">;

/** Findings with a way to their place, where the file is there. */
export function findingList(bench: Places, findings: readonly Finding[]): HTMLElement {
  const lines = findings.map(({ file, line, message }) => {
    const place = placeButton(bench, file, line, line === null ? file : `${file}:${line}`);
    return element("li", {}, place, element("span", {}, message));
  });
  return element("ul", { class: "finding-list" }, ...lines);
}

/** Opens a file at a line; where there is no such file, only its name. */
export function placeButton(bench: Places, file: string, line: number | null, words: string): HTMLElement {
  const text = element("code", {}, words);
  if (!bench.entries.has(file)) {
    return text;
  }
  const made = element("button", { type: "button", class: "finding-place" }, text);
  made.addEventListener("click", () => void bench.show(file, line));
  return made;
}

export interface Marked {
  path: string;
  findings: readonly Finding[];
  /** What the gate has found by running the folder. */
  proven?: readonly Finding[];
}

/** Marks at the lines of the open file that a finding names. */
export function findingMarks(current: () => Marked): Extension {
  return linter(
    (view): Diagnostic[] => {
      const { path, findings, proven = [] } = current();
      const { doc } = view.state;
      const marked = (list: readonly Finding[], severity: "error" | "warning", who: string): Diagnostic[] =>
        list
          .filter((finding) => finding.file === path)
          .map((finding) => {
            const line = doc.line(Math.min(Math.max(1, finding.line ?? 1), doc.lines));
            const indent = line.text.length - line.text.trimStart().length;
            return { from: line.from + indent, to: line.to, severity, message: who + finding.message };
          });
      return [...marked(findings, "error", ""), ...marked(proven, "warning", "Gate: ")];
    },
    {
      delay: PATIENCE_MS,
      needsRefresh: (update) => update.transactions.some((step) => step.effects.some((effect) => effect.is(found))),
    },
  );
}
