import type { Extension } from "@codemirror/state";

/** Languages come as separate parts of the bundle: a task loads only those of its files. */
const LOADERS: Record<string, () => Promise<Extension>> = {
  python: async () => (await import("@codemirror/lang-python")).python(),
  sql: async () => {
    const { PostgreSQL, sql } = await import("@codemirror/lang-sql");
    return sql({ dialect: PostgreSQL });
  },
  json: async () => (await import("@codemirror/lang-json")).json(),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
  html: async () => (await import("@codemirror/lang-html")).html(),
};

const NAMES: Record<string, string> = {
  python: "Python",
  sql: "SQL",
  json: "JSON",
  markdown: "Markdown",
  html: "HTML",
};

export function languageName(language: string): string {
  return NAMES[language] ?? "Plain text";
}

export async function loadLanguage(language: string): Promise<Extension> {
  try {
    return (await LOADERS[language]?.()) ?? [];
  } catch {
    return []; // the network is away: text without colours is still text
  }
}
