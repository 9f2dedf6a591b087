import { EditorState } from "@codemirror/state";
import { expect, test, vi } from "vitest";
import { FormatFault, formatting, reason, tidied } from "./format.ts";
import { loadLanguage } from "./languages.ts";

vi.mock("./python.ts", () => ({
  formatPython: async (text: string) => {
    if (text.includes("(:")) {
      throw "Expected a parameter at byte range 13..14"; // as Ruff throws: a text, bytes of UTF-8
    }
    return text.replace(" = ", "=").replace("=", " = ");
  },
}));

const state = async (language: string, doc: string) =>
  EditorState.create({ doc, extensions: [await loadLanguage(language)] });

const formatted = async (language: string, doc: string): Promise<string> => {
  const before = await state(language, doc);
  return before.update({ changes: await formatting(before, language) }).state.doc.toString();
};

test.each([
  ["javascript", "const a={b:1}", "const a = { b: 1 };\n"],
  ["jsx", "const a=<b>c</b>", "const a = <b>c</b>;\n"],
  ["typescript", "type A={b:string}", "type A = { b: string };\n"],
  ["json", '{"a":1,"b":[]}', '{ "a": 1, "b": [] }\n'],
  ["css", "a{b:c}", "a {\n  b: c;\n}\n"],
  ["html", "<p>a</p >", "<p>a</p>\n"],
  ["markdown", "* a\n* b", "- a\n- b\n"],
  ["yaml", "a:   1", "a: 1\n"],
  ["sql", "select a from b where c=1;", "select\n  a\nfrom\n  b\nwhere\n  c = 1;\n"],
  ["sql", "", ""],
  ["python", "a=1\n", "a = 1\n"],
])("it formats %s", async (language, before, after) => {
  expect(await formatted(language, before)).toBe(after);
});

test("it formats what PostgreSQL alone knows", async () => {
  const text = await formatted("sql", "select a::text from b where c ~ 'd' and e @> '{}' limit 1");
  expect(text).toContain("a::text");
  expect(text).toContain("c ~ 'd'");
});

test("it changes only what differs, so that the cursor stays at its word", async () => {
  const before = await state("javascript", "const a = 1;\nconst bc=2;\n");
  const at = before.doc.toString().indexOf("bc");
  const changes = await formatting(before, "javascript");
  expect(before.update({ changes, selection: { anchor: at } }).changes.mapPos(at)).toBe(at);
  expect(JSON.stringify(changes)).not.toContain("const a");
});

test("it indents and trims where there is no formatter", async () => {
  const text = "class A {\nint b;  \n}\n";
  expect(tidied(await state("java", text))).toMatch(/^class A \{\n {2,4}int b;\n\}\n$/);
  expect(await formatted("text", "a  \n  b\t\n")).toBe("a\n  b\n");
});

test.each([
  ["javascript", "const a = 1;\nconst = 2;\n", "line 2"],
  ["json", '{\n"a" 1}', "line 2"],
  ["sql", "select (a\nfrom ]", "line 2"],
  ["python", 'é = "é"\ndef f(:\n', "line 2"],
])("it says where %s cannot be read", async (language, text, words) => {
  await expect(formatted(language, text)).rejects.toThrow(FormatFault);
  await expect(formatted(language, text)).rejects.toThrow(words);
});

test("it tells a missing network and a forbidden program from a fault of the text", () => {
  expect(reason(new TypeError("Failed to fetch dynamically imported module: x"), "")).toContain("network");
  expect(reason(new Error("WebAssembly.instantiate(): refused"), "")).toContain("does not let");
  expect(reason(new Error("something"), "")).toBe("There is a syntax error in it.");
});
