import { clash } from "../workspace/paths.ts";

/** Which files a problem may have, told before the server has to: the rules of judge/catalogue/bundle.py. */
export const MAX_FILES = 400;
export const MAX_FILE_BYTES = 1024 * 1024;
export const TOO_LARGE = "It is larger than 1 MiB.";

const PART = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}";
const PATH = new RegExp(`^${PART}(/${PART}){0,8}$`);
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Why no file may be added at this path beside those that are there; empty when one may. */
export function pathFault(path: string, present: readonly string[]): string {
  if (path === "") {
    return "Enter a path.";
  }
  if (!PATH.test(path)) {
    return "Use letters, digits, dots, hyphens and underscores, with a slash between folder and name, and begin each with a letter, digit or underscore.";
  }
  return clash(path, present) || (present.length >= MAX_FILES ? `A problem may have ${MAX_FILES} files.` : "");
}

/** Why a wrong solution cannot be called so; empty when it can. */
export function wrongFault(name: string, present: readonly string[]): string {
  if (!SLUG.test(name)) {
    return "Use lower-case letters, digits and hyphens, for example sorts-by-name.";
  }
  const isThere = present.some((path) => path.startsWith(`wrong/${name}/`));
  return isThere ? `There is a wrong solution ${name} already.` : "";
}

/** Why files cannot go into this folder; empty when they can, and an empty folder is the problem's own. */
export function folderFault(folder: string, names: readonly string[], present: readonly string[]): string {
  for (const name of names) {
    const path = inFolder(folder, name);
    const fault = present.includes(path) ? "" : pathFault(path, present);
    if (fault) {
      return names.length > 1 || !fault.startsWith("Use") ? `${path}: ${fault}` : fault;
    }
  }
  return "";
}

export function inFolder(folder: string, name: string): string {
  const plain = folder.replace(/\/+$/, "");
  return plain === "" ? name : `${plain}/${name}`;
}

export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
