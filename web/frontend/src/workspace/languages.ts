import { type LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

/** Languages come as separate parts of the bundle: a task loads only those of its files. */
type Loader = () => Promise<LanguageSupport | Extension>;

const stream =
  (load: () => Promise<StreamParser<unknown>>): Loader =>
  async () =>
    StreamLanguage.define(await load());

const javascript =
  (options: { typescript?: boolean; jsx?: boolean }): Loader =>
  async () =>
    (await import("@codemirror/lang-javascript")).javascript(options);

const LOADERS: Record<string, Loader> = {
  csharp: stream(async () => (await import("@codemirror/legacy-modes/mode/clike")).csharp),
  css: async () => (await import("@codemirror/lang-css")).css(),
  dockerfile: stream(async () => (await import("@codemirror/legacy-modes/mode/dockerfile")).dockerFile),
  go: async () => (await import("@codemirror/lang-go")).go(),
  html: async () => (await import("@codemirror/lang-html")).html(),
  ini: stream(async () => (await import("@codemirror/legacy-modes/mode/properties")).properties),
  java: async () => (await import("@codemirror/lang-java")).java(),
  javascript: javascript({}),
  json: async () => (await import("@codemirror/lang-json")).json(),
  jsx: javascript({ jsx: true }),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
  nginx: stream(async () => (await import("@codemirror/legacy-modes/mode/nginx")).nginx),
  php: async () => (await import("@codemirror/lang-php")).php(),
  properties: stream(async () => (await import("@codemirror/legacy-modes/mode/properties")).properties),
  python: async () => (await import("@codemirror/lang-python")).python(),
  ruby: stream(async () => (await import("@codemirror/legacy-modes/mode/ruby")).ruby),
  bash: stream(async () => (await import("@codemirror/legacy-modes/mode/shell")).shell),
  sql: async () => {
    const { PostgreSQL, sql } = await import("@codemirror/lang-sql");
    return sql({ dialect: PostgreSQL });
  },
  toml: stream(async () => (await import("@codemirror/legacy-modes/mode/toml")).toml),
  tsx: javascript({ typescript: true, jsx: true }),
  typescript: javascript({ typescript: true }),
  xml: async () => (await import("@codemirror/lang-xml")).xml(),
  yaml: async () => (await import("@codemirror/lang-yaml")).yaml(),
};

const NAMES: Record<string, string> = {
  bash: "Shell",
  csharp: "C#",
  css: "CSS",
  dockerfile: "Dockerfile",
  go: "Go",
  html: "HTML",
  ini: "INI",
  java: "Java",
  javascript: "JavaScript",
  json: "JSON",
  jsx: "JSX",
  markdown: "Markdown",
  nginx: "nginx",
  php: "PHP",
  properties: "Properties",
  python: "Python",
  ruby: "Ruby",
  sql: "SQL",
  toml: "TOML",
  tsx: "TSX",
  typescript: "TypeScript",
  xml: "XML",
  yaml: "YAML",
};

/** By a file's whole name, where that says more than its ending. */
const BY_NAME: Record<string, string> = {
  dockerfile: "dockerfile",
  gemfile: "ruby",
  rakefile: "ruby",
  "config.ru": "ruby",
  "go.mod": "text",
  "nginx.conf": "nginx",
};

const BY_ENDING: Record<string, string> = {
  bash: "bash",
  cjs: "javascript",
  conf: "ini",
  cfg: "ini",
  cs: "csharp",
  css: "css",
  dockerfile: "dockerfile",
  go: "go",
  htm: "html",
  html: "html",
  ini: "ini",
  java: "java",
  js: "javascript",
  json: "json",
  jsx: "jsx",
  md: "markdown",
  mjs: "javascript",
  php: "php",
  properties: "properties",
  py: "python",
  pyi: "python",
  rb: "ruby",
  sh: "bash",
  sql: "sql",
  svg: "xml",
  toml: "toml",
  ts: "typescript",
  tsx: "tsx",
  xml: "xml",
  yaml: "yaml",
  yml: "yaml",
};

/** The language of a file by its name, as judge/statement.py calls it. */
export function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  return BY_NAME[name] ?? (dot < 0 ? undefined : BY_ENDING[name.slice(dot + 1)]) ?? "text";
}

export function languageName(language: string): string {
  return NAMES[language] ?? "Plain text";
}

/** How far a level is indented; Go's own formatter wants tabs. */
export function indentOf(language: string): string {
  const wide = ["python", "java", "csharp", "php"];
  return language === "go" ? "\t" : " ".repeat(wide.includes(language) ? 4 : 2);
}

export async function loadLanguage(language: string): Promise<Extension> {
  try {
    return (await LOADERS[language]?.()) ?? [];
  } catch {
    return []; // the network is away: text without colours is still text
  }
}
