import type { Files } from "./data.ts";

/** How one state of the files differs from another, by path. */
export interface FileChange {
  path: string;
  kind: "changed" | "added" | "removed";
  before: string;
  after: string;
}

/** Files that either state lacks count as empty there. */
export function changesBetween(before: Files, after: Files): FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => {
      const kind = path in before ? (path in after ? "changed" : "removed") : "added";
      return { path, kind, before: before[path] ?? "", after: after[path] ?? "" };
    });
}

/** "app.py and store.py changed; notes.py came back", for a sentence after the fact. */
export function inWords(changed: readonly string[], added: readonly string[], removed: readonly string[]): string {
  const said = [
    changed.length > 0 ? `${list(changed)} changed` : "",
    added.length > 0 ? `${list(added)} added` : "",
    removed.length > 0 ? `${list(removed)} removed` : "",
  ].filter((part) => part !== "");
  return said.length > 0 ? `${said.join("; ")}.` : "Nothing has changed.";
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
}
