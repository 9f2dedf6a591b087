import type { SittingData } from "../sittings/data.ts";

/** What the page hands over in #workspace-data. */
export type Files = Record<string, string>;

export interface StarterFile {
  path: string;
  text: string;
  is_readonly: boolean;
  language: string;
}

export interface SavedDraft {
  files: Files;
  saved_at: string;
}

export interface RunAddress {
  kind: "run" | "submit";
  page_url: string;
  view_url: string;
  events_url: string;
  cancel_url: string;
}

/** Something to try in the console. */
export interface Example {
  title: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  sql: string;
}

export interface WorkspaceData {
  slug: string;
  title: string;
  kind: "service" | "query";
  stack: string;
  addable: string[]; // patterns of files that may be added, for example "*.py"
  examples: Example[];
  stacks: { name: string; title: string; language: string }[];
  starters: Record<string, StarterFile[]>;
  drafts: Record<string, SavedDraft>;
  urls: { draft: string; revisions: string; submit: string; console: string; preferences?: string };
  csrf: string;
  sample_tests: number;
  hidden_tests: number;
  latest: RunAddress | null;
  preferences?: Record<string, unknown>; // what the account has chosen
  sitting?: SittingData; // the timed session that this task belongs to
}

export function readData(script: HTMLElement): WorkspaceData {
  return JSON.parse(script.textContent ?? "") as WorkspaceData;
}

/** The editable files of a starter. */
export function starterFiles(starter: readonly StarterFile[]): Files {
  return Object.fromEntries(starter.filter((file) => !file.is_readonly).map((file) => [file.path, file.text]));
}

export function sameFiles(left: Files, right: Files): boolean {
  const paths = Object.keys(left);
  return paths.length === Object.keys(right).length && paths.every((path) => left[path] === right[path]);
}
