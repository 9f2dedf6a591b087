import { ensureSyntaxTree, language, type syntaxTree } from "@codemirror/language";
import { type Diagnostic, forceLinting, forEachDiagnostic, linter, lintGutter, nextDiagnostic } from "@codemirror/lint";
import type { EditorState, Extension, Text } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

/** Marks where the text breaks the language's grammar: found in the editor, before anything is run. */
const PATIENCE_MS = 750; // a line that is being written is no fault yet
const PARSE_MS = 100;
const MOST = 50;
const WORDS = "Syntax error here";

/** Grammars that read right programs; those of the others are too loose or too old to tell. */
const STRICT = new Set(["python", "javascript", "typescript", "json", "go", "php", "css", "xml"]);

/** What they do not know yet: `with (a as b, c as d):` and `export type * from`. */
const UNREAD: Record<string, RegExp> = {
  WithStatement: /^(async\s+)?with\s*\(/,
  ExportDeclaration: /^export\s+type\b/,
};

export function faults(state: EditorState): Diagnostic[] {
  const name = state.facet(language)?.name ?? "";
  if (!STRICT.has(name)) {
    return [];
  }
  return name === "json" ? ofJson(state.doc) : ofGrammar(state);
}

/** The first fault of each line. */
function ofGrammar(state: EditorState): Diagnostic[] {
  const tree = ensureSyntaxTree(state, state.doc.length, PARSE_MS);
  const found: Diagnostic[] = [];
  let line = 0;
  tree?.iterate({
    enter: (node) => {
      if (!node.type.isError || found.length >= MOST || isUnread(node.node, state)) {
        return;
      }
      const at = state.doc.lineAt(node.from);
      if (at.number !== line) {
        line = at.number;
        const to = Math.min(Math.max(node.to, node.from + 1), at.to);
        found.push({ from: Math.min(node.from, Math.max(at.from, to - 1)), to, severity: "error", message: WORDS });
      }
    },
  });
  return found;
}

type SyntaxNode = ReturnType<typeof syntaxTree>["topNode"];

function isUnread(node: SyntaxNode, state: EditorState): boolean {
  for (let around = node.parent; around; around = around.parent) {
    if (UNREAD[around.name]?.test(state.sliceDoc(around.from, around.from + 30))) {
      return true;
    }
  }
  return false;
}

/** JSON by the browser's own parser, which says what it expected. */
function ofJson(doc: Text): Diagnostic[] {
  const text = doc.toString();
  if (text.trim() === "") {
    return [];
  }
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : WORDS;
    const at = place(message, doc);
    return [{ from: at, to: Math.min(at + 1, doc.length), severity: "error", message: sentence(message) }];
  }
}

/** Browsers name the place in words of their own: an offset, or a line with a column. */
export function place(message: string, doc: Text): number {
  const offset = /position (\d+)/.exec(message);
  if (offset) {
    return Math.min(Number(offset[1]), Math.max(0, doc.length - 1));
  }
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line && Number(line) <= doc.lines) {
    return Math.min(doc.line(Number(line)).from + Number(column) - 1, Math.max(0, doc.length - 1));
  }
  return Math.max(0, doc.length - 1);
}

function sentence(message: string): string {
  return message.replace(/^JSON\.parse: /, "").replace(/ (in JSON )?at (position|line).*$/s, "");
}

export function count(state: EditorState): number {
  let sum = 0;
  forEachDiagnostic(state, () => {
    sum += 1;
  });
  return sum;
}

/** F8: to the next fault, said aloud with its place. */
export function goToFault(view: EditorView): boolean {
  forceLinting(view);
  nextDiagnostic(view);
  view.dispatch({ effects: EditorView.announce.of(faultAt(view.state)) });
  return true;
}

export function faultAt(state: EditorState): string {
  const { from } = state.selection.main;
  const messages: string[] = [];
  forEachDiagnostic(state, (diagnostic, start, end) => {
    if (start <= from && from <= end) {
      messages.push(diagnostic.message);
    }
  });
  return messages.length > 0 ? `Line ${state.doc.lineAt(from).number}: ${messages.join(". ")}` : "No syntax errors";
}

/** The marks, their gutter, and how many there are whenever that changes. */
export function faultMarks(onCount: (count: number) => void): Extension {
  return [
    linter((view) => faults(view.state), { delay: PATIENCE_MS }),
    lintGutter(),
    keymap.of([{ key: "F8", run: goToFault }]),
    EditorView.updateListener.of((update) => onCount(count(update.state))),
  ];
}
