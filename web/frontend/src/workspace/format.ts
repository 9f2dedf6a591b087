import { indentRange } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { Plugin } from "prettier";

export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** Formats a file on demand. The formatters are large: each comes when it is first asked for. */
export class FormatFault extends Error {}

type Formatter = (text: string) => Promise<string>;

const WIDTH = 100;

const plugins = {
  babel: () => import("prettier/plugins/babel"),
  estree: () => import("prettier/plugins/estree"),
  html: () => import("prettier/plugins/html"),
  markdown: () => import("prettier/plugins/markdown"),
  postcss: () => import("prettier/plugins/postcss"),
  typescript: () => import("prettier/plugins/typescript"),
  yaml: () => import("prettier/plugins/yaml"),
};

const prettier =
  (parser: string, ...names: (keyof typeof plugins)[]): Formatter =>
  async (text) => {
    const [{ format }, ...loaded] = await Promise.all([
      import("prettier/standalone"),
      ...names.map((name) => plugins[name]() as Promise<Plugin>),
    ]);
    return format(text, { parser, plugins: loaded, printWidth: WIDTH });
  };

const FORMATTERS: Record<string, Formatter> = {
  css: prettier("css", "postcss"),
  html: prettier("html", "html", "postcss", "babel", "estree"),
  javascript: prettier("babel", "babel", "estree"),
  json: prettier("json", "babel", "estree"),
  jsx: prettier("babel", "babel", "estree"),
  markdown: prettier("markdown", "markdown"),
  python: async (text) => (await import("./python.ts")).formatPython(text),
  sql: async (text) => {
    const { formatDialect, postgresql } = await import("sql-formatter");
    const made = formatDialect(text, { dialect: postgresql, tabWidth: 2, linesBetweenQueries: 1 });
    return made === "" ? "" : `${made}\n`;
  },
  tsx: prettier("typescript", "typescript", "estree"),
  typescript: prettier("typescript", "typescript", "estree"),
  yaml: prettier("yaml", "yaml"),
};

/** The changes that format this file; FormatFault says in words why there are none to be had. */
export async function formatting(state: EditorState, language: string): Promise<Change[]> {
  const before = state.doc.toString();
  const formatter = FORMATTERS[language];
  let after: string;
  try {
    after = formatter ? await formatter(before) : tidied(state);
  } catch (error) {
    throw new FormatFault(reason(error, before));
  }
  const { diff } = await import("@codemirror/merge");
  // Only what differs: the cursor and the folds stay where they are.
  return diff(before, after).map((change) => ({
    from: change.fromA,
    to: change.toA,
    insert: after.slice(change.fromB, change.toB),
  }));
}

/** Where no formatter knows the language: lines as its mode indents them, without blanks at their end. */
export function tidied(state: EditorState): string {
  const indented = indentRange(state, 0, state.doc.length).apply(state.doc);
  return indented.toString().replace(/[ \t]+$/gm, "");
}

/** Every formatter names the place of an error in its own way. */
export function reason(error: unknown, text: string): string {
  const words = error instanceof Error ? error.message : String(error);
  if (/dynamically imported module|Failed to fetch|NetworkError|error loading/i.test(words)) {
    return "The formatter could not be loaded. Try again when the network is back.";
  }
  if (/WebAssembly|wasm/i.test(words)) {
    return "This browser does not let the formatter run.";
  }
  const line = lineOf(error, words, text);
  return line ? `There is a syntax error in line ${line}.` : "There is a syntax error in it.";
}

function lineOf(error: unknown, words: string, text: string): number | null {
  const start = (error as { loc?: { start?: { line?: number } } } | null)?.loc?.start?.line;
  const said = start ?? /\bline (\d+)/.exec(words)?.[1] ?? /\((\d+):\d+\)/.exec(words)?.[1];
  const byte = /byte range (\d+)/.exec(words)?.[1];
  if (said) {
    return Number(said);
  }
  return byte ? lineOfByte(text, Number(byte)) : null;
}

function lineOfByte(text: string, byte: number): number {
  const before = new TextDecoder().decode(new TextEncoder().encode(text).slice(0, byte));
  return before.split("\n").length;
}
