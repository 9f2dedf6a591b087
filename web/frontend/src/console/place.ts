/** Where in a statement PostgreSQL found a fault. */
const POSITION = /\((?:line (\d+), )?at character (\d+)\)$/;
const WORD = /^(?:[\p{L}\p{N}_$]+|"[^"\n]*"|'[^'\n]*'|[^\s])?/u;

/** The place as an index of the text; characters are counted from one, within the line where that is named. */
export function positionOf(error: string, sql: string): number | null {
  const [, line = "1", character] = POSITION.exec(error) ?? [];
  const before = sql.split("\n").slice(0, Number(line) - 1);
  const start = before.reduce((length, text) => length + text.length + 1, 0);
  const characters = [...sql.slice(start)];
  const place = Number(character ?? 0) - 1;
  return place < 0 || place > characters.length ? null : start + characters.slice(0, place).join("").length;
}

export interface Excerpt {
  line: number;
  column: number;
  before: string;
  word: string; // empty at the end of a line
  after: string;
}

/** The line with the fault, and in it the word that it begins at. */
export function excerpt(sql: string, at: number): Excerpt {
  const start = sql.lastIndexOf("\n", at - 1) + 1;
  const end = sql.indexOf("\n", at);
  const rest = sql.slice(at, end < 0 ? sql.length : end);
  const word = WORD.exec(rest)?.[0] ?? "";
  return {
    line: sql.slice(0, start).split("\n").length,
    column: [...sql.slice(start, at)].length + 1,
    before: sql.slice(start, at),
    word,
    after: rest.slice(word.length),
  };
}
