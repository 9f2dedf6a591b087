/** JSON laid out in lines. Only blanks change: a number keeps the digits that came, a name that comes twice stays. */
const INDENT = "  ";
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

export function laidOut(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  const tokens = text.match(TOKENS) ?? [];
  let depth = 0;
  let result = "";
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (token === "}" || token === "]") {
      depth -= 1;
      result += before === "{" || before === "[" ? token : `${line(depth)}${token}`;
    } else if (token === "," || token === ":") {
      result += token === ":" ? ": " : token;
    } else {
      result += before === "," || before === "[" || before === "{" ? line(depth) + token : token;
      depth += token === "{" || token === "[" ? 1 : 0;
    }
  }
  return result;
}

function line(depth: number): string {
  return `\n${INDENT.repeat(depth)}`;
}
