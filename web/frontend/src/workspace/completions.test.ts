import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { fitting, loadApi, type StackApi, source, words } from "./completions.ts";
import { loadLanguage } from "./languages.ts";

const API: StackApi = [
  { from: "flask", type: "function", names: { jsonify: "a JSON reply", abort: "" } },
  { after: ["request"], from: "request", type: "property", names: { args: "the query string" } },
  { after: ["cursor"], from: "cursor", type: "method", names: { fetchone: "the next row" } },
];

const FILES: Record<string, string> = { "app.py": "", "store.py": "def find_item(): return jsonify\n" };

async function complete(text: string, explicit = false, api = API): Promise<CompletionResult | null> {
  const state = EditorState.create({ doc: text, extensions: [await loadLanguage("python")] });
  const states: Record<string, EditorState> = {
    "app.py": state,
    "store.py": EditorState.create({ doc: FILES["store.py"] ?? "" }),
  };
  const files = Object.keys(states).map((path) => ({ path, language: "python", is_readonly: false, is_added: false }));
  const complete = source({ files: () => files, state: (path) => states[path] }, () => api);
  return complete(new CompletionContext(state, text.length, explicit)) as CompletionResult | null;
}

const labels = (result: CompletionResult | null): string[] => result?.options.map((option) => option.label) ?? [];

test("it offers what the stack has, and the words of every open file once", async () => {
  const result = await complete("total = 1\nfi");
  expect(labels(result)).toEqual(["jsonify", "abort", "total", "def", "find_item", "return"]);
  expect(result?.from).toBe("total = 1\n".length);
});

test("it says where a name comes from and what it gives", () => {
  expect(fitting(API, undefined)).toEqual([
    { label: "jsonify", type: "function", detail: "flask", info: "a JSON reply" },
    { label: "abort", type: "function", detail: "flask" },
  ]);
});

test("it offers after a dot what the object has, at once when it is known", async () => {
  expect(labels(await complete("request."))).toEqual(["args"]);
  expect(labels(await complete("x.request.a"))).toEqual(["args"]);
  expect(await complete("thing.")).toBeNull();
  expect(labels(await complete("thing.f")).slice(0, 2)).toEqual(["args", "fetchone"]);
});

test("it is silent in comments and strings, after one letter, and at rest", async () => {
  for (const text of ["# find", '"find', "x = 'find", "f", "", "1 + "]) {
    expect(await complete(text)).toBeNull();
  }
});

test("it answers anywhere when it is asked", async () => {
  expect(labels(await complete("# fi", true))).toContain("find_item");
  expect(labels(await complete("", true))).toContain("find_item");
});

test("it does not offer the word that is being written, unless it stands elsewhere too", async () => {
  expect(labels(await complete("unfinished"))).not.toContain("unfinished");
  expect(labels(await complete("unfinished = 1\nunfinished"))).toContain("unfinished");
});

test("it leaves out short words, long ones, and large files", () => {
  const doc = EditorState.create({ doc: `ab abc ${"x".repeat(61)}` }).doc;
  const large = EditorState.create({ doc: `word ${" ".repeat(200_000)}` }).doc;
  expect(words([doc, large], "", () => false)).toEqual([{ label: "abc" }]);
});

test.each([
  ["python-flask", "jsonify"],
  ["postgresql", "row_number"],
])("it has a list for %s", async (stack, name) => {
  const api = await loadApi(stack);
  const all = api.flatMap((group) => Object.keys(group.names));
  expect(all).toContain(name);
  expect(all.length).toBeGreaterThan(80);
  expect(fitting(api, undefined).length).toBeGreaterThan(20);
});

test("it has only words for a stack without a list", async () => {
  expect(await loadApi("cobol-cics")).toEqual([]);
  expect(labels(await complete("fi", false, []))).toEqual(["def", "find_item", "return", "jsonify"]);
});
