/** Places in the candidate's files that a log names. */
export interface Opener {
  /** The files that can be opened. */
  paths(): string[];
  open(path: string, line: number): void;
}

export type Piece = string | { text: string; path: string; line: number };

export const WORK = "/work"; // the folder of the answer in its box
// Bounded, and begun only where a path can begin: a log is a stranger's, and may be made to keep a search busy.
const PATH = String.raw`[\w@./-]{1,160}\.\w{1,10}`;
const PLACES = [
  String.raw`File "(?<quoted>[^"\n]{1,200})", line (?<quotedLine>\d{1,7})`, // Python
  String.raw`(?<![\w@./-])(?<spoken>${PATH}) on line (?<spokenLine>\d{1,7})`, // PHP
  String.raw`(?<![\w@./-])(?<plain>${PATH}):(?<plainLine>\d{1,7})(?::\d{1,7})?`, // Node, Go, Ruby, Java, pytest
];
const PLACE = new RegExp(PLACES.join("|"), "g");

/** The one file that is meant: its whole path, or a name that only one file has. */
export function fileOf(named: string, paths: readonly string[]): string | null {
  const path = named.startsWith(`${WORK}/`) ? named.slice(WORK.length + 1) : named.replace(/^\.\//, "");
  if (paths.includes(path)) {
    return path;
  }
  const candidates = path.includes("/") ? [] : paths.filter((known) => known.endsWith(`/${path}`));
  return candidates.length === 1 ? (candidates[0] as string) : null;
}

export function pieces(log: string, paths: readonly string[]): Piece[] {
  const result: Piece[] = [];
  let at = 0;
  for (const match of log.matchAll(PLACE)) {
    const found = match.groups ?? {};
    const path = fileOf(found.quoted ?? found.spoken ?? found.plain ?? "", paths);
    if (path === null) {
      continue;
    }
    const line = Number(found.quotedLine ?? found.spokenLine ?? found.plainLine);
    result.push(log.slice(at, match.index), { text: match[0], path, line });
    at = match.index + match[0].length;
  }
  return [...result, log.slice(at)].filter((piece) => piece !== "");
}
