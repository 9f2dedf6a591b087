import type { Text } from "@codemirror/state";

/** Where in a TOML file the cursor stands: enough of the grammar to know which keys and values fit there. */
export interface TomlPlace {
  kind: "key" | "value" | "header";
  table: string[]; // the header above, for example ["files"]
  key: string; // of the value; empty elsewhere
  written: string; // what of the word stands there already
  isQuoted: boolean; // inside a string
  used: string[]; // keys that this table has already
}

interface Reading {
  table: string[];
  start: number; // line of the header
  until: string; // what ends the text of many lines that the cursor may be in
  array: string; // key of an array that is still open
}

const HEADER = /^\s*\[\[?\s*([\w.-]+)\s*\]?\]?\s*(#.*)?$/;
const KEY = /^\s*([\w-]+)\s*=\s*(.*)$/;
const LONG = /"""|'''/;

/** The place at the end of `before` in line `line`, counted from 1; null where nothing can be said. */
export function placeIn(doc: Text, line: number, before: string): TomlPlace | null {
  const reading = read(doc, line);
  if (reading.until) {
    return null;
  }
  const { table } = reading;
  if (reading.array) {
    return value(table, reading.array, before);
  }
  const header = /^\s*\[\[?\s*([\w.-]*)$/.exec(before);
  if (header) {
    return { kind: "header", table: [], key: "", written: header[1] ?? "", isQuoted: false, used: [] };
  }
  const key = /^\s*([\w-]*)$/.exec(before);
  if (key) {
    const used = keysOf(doc, reading.start, line);
    return { kind: "key", table, key: "", written: key[1] ?? "", isQuoted: false, used };
  }
  const assigned = KEY.exec(before);
  const given = assigned?.[2] ?? "";
  return assigned && !LONG.test(given) && !given.startsWith("{") ? value(table, assigned[1] ?? "", given) : null;
}

function value(table: string[], key: string, given: string): TomlPlace | null {
  const parts = given.split('"');
  const isQuoted = parts.length % 2 === 0;
  const tail = parts.at(-1) ?? "";
  if (!isQuoted && !/(^|[[,\s])[\w-]*$/.test(tail)) {
    return null; // after a value that is complete
  }
  const isDone = !isQuoted && parts.length > 1 && !tail.includes(",");
  const written = isQuoted ? tail : (/[\w-]*$/.exec(tail)?.[0] ?? "");
  return isDone ? null : { kind: "value", table, key, written, isQuoted, used: [] };
}

/** What is still open where a line begins. */
function read(doc: Text, line: number): Reading {
  const reading: Reading = { table: [], start: 0, until: "", array: "" };
  for (let at = 1; at < line; at += 1) {
    step(reading, doc.line(at).text, at);
  }
  return reading;
}

function step(reading: Reading, text: string, at: number): void {
  if (reading.until) {
    reading.until = text.includes(reading.until) ? "" : reading.until;
    return;
  }
  if (reading.array) {
    reading.array = isOpen(text, true) ? reading.array : "";
    return;
  }
  const header = HEADER.exec(text);
  if (header) {
    reading.table = (header[1] ?? "").split(".");
    reading.start = at;
    return;
  }
  const [, key = "", given = ""] = KEY.exec(text) ?? [];
  const long = LONG.exec(given)?.[0];
  if (long) {
    reading.until = given.split(long).length % 2 === 0 ? long : "";
  } else if (given.startsWith("[") && isOpen(given, false)) {
    reading.array = key;
  }
}

/** Whether an array goes on after this line. */
function isOpen(text: string, wasOpen: boolean): boolean {
  const bare = text.replace(/"[^"]*"|'[^']*'/g, "").replace(/#.*$/, "");
  const depth = (bare.match(/\[/g)?.length ?? 0) - (bare.match(/\]/g)?.length ?? 0);
  return depth + (wasOpen ? 1 : 0) > 0;
}

/** The keys of the table that begins at a line, but for the one that is being written. */
function keysOf(doc: Text, start: number, without: number): string[] {
  const keys: string[] = [];
  for (let at = start + 1; at <= doc.lines; at += 1) {
    const text = doc.line(at).text;
    if (HEADER.test(text)) {
      break;
    }
    const key = at === without ? undefined : KEY.exec(text)?.[1];
    if (key) {
      keys.push(key);
    }
  }
  return keys;
}
