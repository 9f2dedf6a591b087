import type { Example } from "../workspace/data.ts";
import type { RequestCommand } from "./model.ts";

/** The request that is being written. */
export type BodyKind = "none" | "json" | "form" | "text";

export interface Field {
  id: number; // of the row, so that removing one leaves the others alone
  name: string;
  value: string;
}

export interface RequestDraft {
  method: string;
  path: string;
  headers: Field[];
  kind: BodyKind;
  text: string; // of JSON and plain text
  fields: Field[]; // of a form
}

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
export const CONTENT_TYPES: Record<BodyKind, string> = {
  none: "",
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain; charset=utf-8",
};
const WITH_BODY = ["POST", "PUT", "PATCH"];

let lastId = 0;

export function field(name = "", value = ""): Field {
  lastId += 1;
  return { id: lastId, name, value };
}

export const FIRST_DRAFT: RequestDraft = { method: "GET", path: "/", headers: [], kind: "none", text: "", fields: [] };

/** Another method: those that mostly carry a body get one, those that mostly do not lose an empty one. */
export function withMethod(draft: RequestDraft, method: string): RequestDraft {
  const isEmpty = draft.text === "" && draft.fields.every(({ name, value }) => name === "" && value === "");
  if (WITH_BODY.includes(method)) {
    return { ...draft, method, kind: draft.kind === "none" ? "json" : draft.kind };
  }
  return { ...draft, method, kind: isEmpty ? "none" : draft.kind };
}

/** What a browser would make of the path: it begins with a slash and holds no character that no path may hold. */
export function pathOf(typed: string): string {
  const path = typed.trim().replace(/[^!-~]+/gu, (found) => {
    try {
      return encodeURIComponent(found);
    } catch {
      return "%EF%BF%BD"; // half a character
    }
  });
  return path.startsWith("/") ? path : `/${path}`;
}

function bodyOf(draft: RequestDraft): string {
  if (draft.kind === "form") {
    const named = draft.fields.filter(({ name }) => name !== "");
    return new URLSearchParams(named.map(({ name, value }) => [name, value])).toString();
  }
  return draft.kind === "none" ? "" : draft.text;
}

export function commandOf(draft: RequestDraft): RequestCommand {
  const headers: Record<string, string> = {};
  const spelled = new Map<string, string>();
  for (const { name, value } of draft.headers) {
    const key = name.trim();
    if (key === "") {
      continue;
    }
    // A name that comes twice is one header with both values, as HTTP reads it.
    const known = spelled.get(key.toLowerCase()) ?? key;
    spelled.set(key.toLowerCase(), known);
    headers[known] = known in headers ? `${headers[known]}, ${value.trim()}` : value.trim();
  }
  const contentType = CONTENT_TYPES[draft.kind];
  if (contentType && !spelled.has("content-type")) {
    headers["Content-Type"] = contentType;
  }
  return { type: "request", method: draft.method, path: pathOf(draft.path), headers, body: bodyOf(draft) };
}

function kindOf(contentType: string, body: string): BodyKind {
  if (/[/+]json\b/i.test(contentType)) {
    return "json";
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    return "form";
  }
  return body === "" && contentType === "" ? "none" : "text";
}

/** A draft that gives this request again. */
export function draftOf(request: Pick<RequestCommand, "method" | "path" | "headers" | "body">): RequestDraft {
  const entries = Object.entries(request.headers);
  const contentType = entries.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  let kind = kindOf(contentType, request.body);
  const fields =
    kind === "form" ? [...new URLSearchParams(request.body)].map(([name, value]) => field(name, value)) : [];
  const back = new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString();
  if (kind === "form" && back !== request.body) {
    kind = "text"; // written by hand: it stays as it is
  }
  const isOwn = (name: string, value: string): boolean =>
    name.toLowerCase() === "content-type" && value === CONTENT_TYPES[kind];
  return {
    method: request.method,
    path: request.path,
    headers: entries.filter(([name, value]) => !isOwn(name, value)).map(([name, value]) => field(name, value)),
    kind,
    text: kind === "form" ? "" : request.body,
    fields: kind === "form" ? fields : [],
  };
}

/** An example of the task; its body is JSON if it reads as such and nothing else is said. */
export function draftOfExample(example: Example): RequestDraft {
  const draft = draftOf(example);
  const isUntold = !Object.keys(example.headers).some((name) => name.toLowerCase() === "content-type");
  return draft.kind === "text" && isUntold && jsonFault(draft.text) === "" ? { ...draft, kind: "json" } : draft;
}

/** Why a text is no JSON; empty where it is. */
export function jsonFault(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
