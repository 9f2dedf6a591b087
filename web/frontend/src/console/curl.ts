import type { RequestCommand } from "./model.ts";

/** A request as a line for a shell, for somebody who runs the service on a machine of their own. */
const ORIGIN = "http://127.0.0.1:8000";

/** One word of a POSIX shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function curl({ method, path, headers, body }: RequestCommand): string {
  const words = ["curl", method === "HEAD" ? "-I" : "-i"];
  if (/[[\]{}]/.test(path)) {
    words.push("-g"); // brackets would be patterns
  }
  if (/\/\.{1,2}(?=[/?]|$)/.test(path)) {
    words.push("--path-as-is");
  }
  const usual = body === "" ? ["GET", "HEAD"] : ["POST"];
  if (!usual.includes(method)) {
    words.push("-X", quoted(method));
  }
  const lines = [`${words.join(" ")} ${quoted(ORIGIN + path)}`];
  for (const [name, value] of Object.entries(headers)) {
    lines.push(`-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`);
  }
  if (body !== "") {
    if (!Object.keys(headers).some((name) => name.toLowerCase() === "content-type")) {
      lines.push("-H 'Content-Type:'"); // curl would name one of its own
    }
    lines.push(`--data-raw ${quoted(body)}`);
  }
  return lines.join(" \\\n  ");
}
