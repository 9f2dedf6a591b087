import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { loadLanguage } from "../workspace/languages.ts";
import { completionOf, studioCompletion } from "./complete.ts";

const SCHEMA = { properties: { kind: { enum: ["service", "query"] }, title: { type: "string" } } };

async function complete(current: string, text: string, explicit = false): Promise<CompletionResult | null> {
  const language = current.endsWith(".py") ? "python" : "toml";
  const state = EditorState.create({ doc: text, extensions: [await loadLanguage(language)] });
  const file = { path: current, language, is_readonly: false, is_added: true };
  const source = completionOf({
    editor: { current, files: () => [file], state: () => state },
    knowledge: {
      tests: async () => [{ id: "test_a", title: "A fact.", file: "tests/test_a.py" }],
      criteria: async () => ["limits", "errors"],
      stacks: async () => ["python-flask"],
      stackOf: () => "python-flask",
    },
    schema: async (name) => (name === "problem.toml" ? SCHEMA : null),
    api: (stack) => [{ from: stack, type: "function", names: { jsonify: "" } }],
  });
  return (await source(new CompletionContext(state, text.length, explicit))) as CompletionResult | null;
}
const labels = (result: CompletionResult | null): string[] => result?.options.map((option) => option.label) ?? [];

test("it offers keys and values of problem.toml by its schema", async () => {
  const keys = await complete("problem.toml", 'title = "x"\nki');
  expect([labels(keys), keys?.from]).toEqual([["kind"], 12]);
  const values = await complete("problem.toml", 'kind = "s');
  expect([labels(values), values?.from]).toEqual([["service", "query"], 8]);
});

test("it waits for a letter before it offers keys, unless it is asked", async () => {
  expect(await complete("problem.toml", "")).toBeNull();
  expect(labels(await complete("problem.toml", "", true))).toEqual(["kind", "title"]);
});

test("it offers tests and stacks in expect.toml", async () => {
  const tests = await complete("wrong/a/expect.toml", 'fails = ["');
  expect(tests?.options[0]).toMatchObject({ label: "test_a", info: "A fact.", apply: "test_a" });
  expect((await complete("wrong/a/expect.toml", "fails = ["))?.options[0]?.apply).toBe('"test_a"');
  expect(labels(await complete("wrong/a/expect.toml", 'stack = "'))).toEqual(["python-flask"]);
  expect(await complete("wrong/a/expect.toml", 'why = "')).toBeNull();
});

test("it says nothing within texts of many lines", async () => {
  expect(await complete("problem.toml", "text = '''\nki", true)).toBeNull();
});

test("it offers the criteria where a test names its own", async () => {
  const found = await complete("tests/test_a.py", '@pytest.mark.criterion("li');
  expect([labels(found), found?.from]).toEqual([["limits", "errors"], 24]);
});

test("it offers fixtures and markers in the suite, and the stack's names elsewhere", async () => {
  expect(labels(await complete("tests/test_a.py", "def test_b(ap"))).toContain("app");
  expect(labels(await complete("tests/test_a.py", "reply = app."))).toContain("get");
  expect(labels(await complete("tests/test_a.py", "@pytest.mark."))).toContain("criterion");
  const elsewhere = labels(await complete("solution/python-flask/app.py", "return js"));
  expect([elsewhere.includes("jsonify"), elsewhere.includes("rng")]).toEqual([true, false]);
});

test("it is added to every language", () => {
  const sources = {} as Parameters<typeof studioCompletion>[0];
  const state = EditorState.create({ doc: "", extensions: [studioCompletion(sources)] });
  expect(state.languageDataAt("autocomplete", 0)).toHaveLength(1);
});
