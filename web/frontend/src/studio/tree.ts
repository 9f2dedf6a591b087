import { nameOf } from "./names.ts";

/** The files of a problem as rows of a tree, in the order in which one reads a problem. */
export interface Row {
  path: string;
  name: string;
  level: number; // from 1
  isFolder: boolean;
  isOpen: boolean;
  place: number; // among those beside it, from 1
  among: number;
}

const FIRST = ["problem.toml", "statement", "editorial", "starter", "tests", "services", "solution", "wrong", "assets"];

interface Node {
  path: string;
  folders: Map<string, Node>;
  files: string[];
}

/** The rows that are seen: all but those in closed folders. */
export function rowsOf(paths: readonly string[], closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  walk(nodeOf(paths), 1, closed, rows);
  return rows;
}

/** Every folder above a path, the outermost first. */
export function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

function nodeOf(paths: readonly string[]): Node {
  const root: Node = { path: "", folders: new Map(), files: [] };
  for (const path of paths) {
    let node = root;
    for (const folder of foldersOf(path)) {
      const found = node.folders.get(folder) ?? { path: folder, folders: new Map(), files: [] };
      node.folders.set(folder, found);
      node = found;
    }
    node.files.push(path);
  }
  return root;
}

function walk(node: Node, level: number, closed: ReadonlySet<string>, rows: Row[]): void {
  const inside = level === 1 ? [...node.files, ...node.folders.keys()].sort(inOrder) : sorted(node);
  for (const [at, path] of inside.entries()) {
    const folder = node.folders.get(path);
    const isOpen = folder !== undefined && !closed.has(path);
    const among = inside.length;
    rows.push({ path, name: nameOf(path), level, isFolder: folder !== undefined, isOpen, place: at + 1, among });
    if (folder && isOpen) {
      walk(folder, level + 1, closed, rows);
    }
  }
}

function sorted(node: Node): string[] {
  return [...[...node.folders.keys()].sort(byName), ...[...node.files].sort(byName)];
}

function inOrder(left: string, right: string): number {
  return rank(left) - rank(right) || byName(left, right);
}

function rank(path: string): number {
  const at = FIRST.findIndex((first) => path === first || path.startsWith(`${first}.`));
  return at < 0 ? FIRST.length : at;
}

function byName(left: string, right: string): number {
  return left < right ? -1 : 1;
}
