import { syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { indentOf, languageName, languageOf, loadLanguage } from "./languages.ts";

test.each([
  ["app.py", "python"],
  ["src/Main.JAVA", "java"],
  ["Dockerfile", "dockerfile"],
  ["docker/Dockerfile", "dockerfile"],
  ["nginx.conf", "nginx"],
  ["app.conf", "ini"],
  ["go.mod", "text"],
  ["py", "text"],
  ["README", "text"],
  ["a.b.yml", "yaml"],
])("it knows the language of %s", (path, language) => {
  expect(languageOf(path)).toBe(language);
});

const SAMPLES: Record<string, string> = {
  bash: "if true; then echo $HOME; fi",
  csharp: "class A { int b = 1; }",
  css: "a { color: red }",
  dockerfile: "FROM debian\nRUN true",
  go: "package main\nfunc main() {}",
  html: "<p>a</p>",
  ini: "[a]\nb = c",
  java: "class A { int b = 1; }",
  javascript: "const a = 1;",
  json: '{"a": 1}',
  jsx: "const a = <b>c</b>;",
  markdown: "# a",
  nginx: "server { listen 80; }",
  php: "<?php $a = 1;",
  properties: "a=b",
  python: "a = 1",
  ruby: "def a; 1; end",
  sql: "SELECT 1;",
  toml: "a = 1",
  tsx: "const a: X = <b>c</b>;",
  typescript: "const a: number = 1;",
  xml: "<a/>",
  yaml: "a: 1",
};

test.each(Object.entries(SAMPLES))("it colours %s", async (language, doc) => {
  const state = EditorState.create({ doc, extensions: [await loadLanguage(language)] });
  expect(syntaxTree(state).topNode.firstChild).not.toBeNull();
  expect(languageName(language)).not.toBe("Plain text");
});

test("it leaves text that it does not know plain", async () => {
  expect(await loadLanguage("cobol")).toEqual([]);
  expect(languageName("cobol")).toBe("Plain text");
});

test("it indents as the language is written", () => {
  expect([indentOf("python"), indentOf("go"), indentOf("json")]).toEqual(["    ", "\t", "  "]);
});
