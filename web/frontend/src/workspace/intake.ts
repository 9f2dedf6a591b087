import type { Files } from "./data.ts";
import { addFault, type FileRules } from "./paths.ts";

export const MAX_FILE_BYTES = 256 * 1024;
export const MAX_TOTAL_BYTES = 1024 * 1024;
export const TOO_LARGE = `It is larger than ${MAX_FILE_BYTES / 1024} KiB.`;

/** A file from outside: its bytes, or why they were not read. */
export interface Incoming {
  path: string;
  bytes: Uint8Array | null;
  fault: string;
}

/** What an upload would do: shown before it is done. */
export interface Plan {
  replaced: string[];
  added: string[];
  same: string[];
  refused: { path: string; reason: string }[];
  /** The whole state afterwards. */
  files: Files;
}

/** `present` is every file with its text, those that are only read included. */
export function plan(incoming: readonly Incoming[], present: Files, rules: FileRules): Plan {
  const result: Plan = { replaced: [], added: [], same: [], refused: [], files: writable(present, rules) };
  const seen = new Set<string>();
  for (const file of incoming) {
    const { text, fault } = read(file);
    const reason = fault || (seen.has(file.path) ? "Its name stands twice in the upload." : "");
    seen.add(file.path);
    if (reason) {
      result.refused.push({ path: file.path, reason });
    } else {
      take(result, file.path, text, present, rules);
    }
  }
  return result;
}

function take(result: Plan, path: string, text: string, present: Files, rules: FileRules): void {
  if (present[path] === text) {
    result.same.push(path);
    return;
  }
  const isThere = path in result.files;
  const fault = isThere ? "" : addFault(path, [...rules.readonly, ...Object.keys(result.files)], rules);
  const room = MAX_TOTAL_BYTES - size({ ...result.files, [path]: text });
  if (fault || room < 0) {
    result.refused.push({ path, reason: fault || "The files would have more than 1 MiB together." });
    return;
  }
  result.files[path] = text;
  (isThere ? result.replaced : result.added).push(path);
}

function writable(present: Files, rules: FileRules): Files {
  return Object.fromEntries(Object.entries(present).filter(([path]) => !rules.readonly.includes(path)));
}

function size(files: Files): number {
  const encoder = new TextEncoder();
  return Object.values(files).reduce((sum, text) => sum + encoder.encode(text).length, 0);
}

/** Text only, as a file on the server can hold it; line ends become those of the editor. */
function read(file: Incoming): { text: string; fault: string } {
  if (file.fault || !file.bytes) {
    return { text: "", fault: file.fault || "It cannot be read." };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
    return text.includes("\0")
      ? { text: "", fault: "It is not a text." }
      : { text: text.replace(/\r\n?/g, "\n"), fault: "" };
  } catch {
    return { text: "", fault: "It is not a text in UTF-8." };
  }
}
