/** Which files an answer may have, told before the server has to: the rules of judge/domain/files.py. */
export const MAX_ADDED = 20;
export const MAX_PATH = 120;

const PART = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
const PLAIN = new RegExp(`^${PART}(/${PART}){0,5}$`);

export interface FileRules {
  editable: readonly string[]; // of the starter: they always belong to an answer
  readonly: readonly string[];
  addable: readonly string[]; // patterns of further files
}

/** Whether a path is meant by a pattern: a star stands for a name or a part of one, never for a slash. */
export function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`).test(path);
}

/** Why no file may be added at this path beside those that are there; empty when one may. */
export function addFault(path: string, present: Iterable<string>, rules: FileRules): string {
  const others = [...present];
  const added = others.filter((other) => !rules.editable.includes(other) && !rules.readonly.includes(other));
  return (
    nameFault(path, rules) ||
    clash(path, others) ||
    (added.length >= MAX_ADDED ? `There are ${MAX_ADDED} added files; no more are allowed.` : "")
  );
}

/** Why an added file can never have this path; empty when it can. */
export function nameFault(path: string, rules: FileRules): string {
  if (path === "") {
    return "Enter a name.";
  }
  if (path.length > MAX_PATH) {
    return `A name may have ${MAX_PATH} characters; this one has ${path.length}.`;
  }
  if (!PLAIN.test(path)) {
    return "Use letters, digits, dots, hyphens and underscores, with a slash between folder and name, and begin each with a letter, digit or underscore.";
  }
  if (rules.readonly.includes(path)) {
    return "It comes with the task and cannot be changed.";
  }
  if (rules.addable.some((pattern) => matches(pattern, path))) {
    return "";
  }
  return rules.addable.length > 0 ? `It must be called ${either(rules.addable)}.` : allowed([]);
}

/** What may be added, in a sentence. */
export function allowed(addable: readonly string[]): string {
  if (addable.length === 0) {
    return "No files can be added to this task.";
  }
  return `Here a new file must be called ${either(addable)}; a star stands for any name.`;
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${last}` : last;
}

/** Paths that a file system without cases, or any, would take for one. */
export function clash(path: string, others: readonly string[]): string {
  const wanted = path.toLowerCase();
  for (const other of others) {
    const known = other.toLowerCase();
    if (other === path) {
      return `There is a file ${other} already.`;
    }
    if (known === wanted) {
      return `It differs from ${other} in nothing but the case of letters.`;
    }
    if (wanted.startsWith(`${known}/`)) {
      return `${other} is a file, so it cannot be a folder too.`;
    }
    if (known.startsWith(`${wanted}/`)) {
      return `${path} is the folder of ${other}, so it cannot be a file too.`;
    }
  }
  return "";
}
