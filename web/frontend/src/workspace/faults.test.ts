import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { forceLinting } from "@codemirror/lint";
import { EditorState, Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { expect, test, vi } from "vitest";
import { count, faultAt, faultMarks, faults, goToFault, place } from "./faults.ts";
import { languageOf, loadLanguage } from "./languages.ts";

const PROBLEMS = join(import.meta.dirname, "../../../../problems");
const DATA = /\/(starter|solution|wrong|tests)\/.*\.(py|sql|json|js|ts|java|go|php|rb|css|xml)$/;

const found = async (path: string, doc: string) =>
  faults(EditorState.create({ doc, extensions: [await loadLanguage(languageOf(path))] }));

const catalogue = readdirSync(PROBLEMS, { recursive: true, encoding: "utf8" }).filter((path) => DATA.test(path));

test("it knows the catalogue", () => {
  expect(catalogue.length).toBeGreaterThan(20);
});

test.each(catalogue)("it finds nothing wrong with %s", async (path) => {
  expect(await found(path, readFileSync(join(PROBLEMS, path), "utf8"))).toEqual([]);
});

const RIGHT: [string, string][] = [
  [
    "a.py",
    'async def f[T](x: T, /, *, y=1) -> T:\n    match x:\n        case {"a": [*_, 1]} if y:\n            return f"{x!r:>{y}}"\n',
  ],
  [
    "b.py",
    "@a.b(c)\nclass A(B, metaclass=C):\n    x: int = (y := 1)\n\n\ntry:\n    pass\nexcept* (A, B) as e:\n    raise E from e\n",
  ],
  [
    "c.py",
    "def f(\n    a,\n    b=lambda *x, **y: (x, y),\n):\n    global g\n    print(*a, sep='')\n    return [i async for i in a if i]\n",
  ],
  [
    "d.py",
    'with open(a) as b, open(c) as d:\n    x = """\n    text\n    """\n    del b[1:2, ...]\n    assert x, "y"\n    yield from b\n',
  ],
  [
    "a.js",
    "const { a = 1, ...b } = c ?? d?.e; export default async function* f() { for await (const x of y) yield x; }",
  ],
  [
    "a.ts",
    "type A<T extends string = 'x'> = { readonly [K in keyof T]?: T[K] }; const x = y satisfies A; enum E { A = 1 }",
  ],
  [
    "A.java",
    "record P(int x, String y) {} class A { void f() { var s = switch (1) { case 1 -> 2; default -> 3; }; } }",
  ],
  [
    "a.go",
    'package main\n\nimport "fmt"\n\nfunc F[T any](x ...T) (n int, err error) {\n\tdefer fmt.Println(x)\n\treturn len(x), nil\n}\n',
  ],
  [
    "a.php",
    "<?php\nfinal class A { public function __construct(private readonly int $x = 1) {} }\n$f = fn (int $a): int => $a ** 2;\n",
  ],
  [
    "e.py",
    "with (open(a) as b, open(c) as d):\n    pass\nasync def f():\n    async with (a as b, c as d):\n        pass\n",
  ],
  ["b.ts", "export type * from './x';\nexport type { A } from './y';\n"],
  ["a.json", '{"a": [1, 2.5e3, null, true, "\\u00e9"]}'],
  ["empty.json", ""],
  ["empty.py", ""],
];

test.each(RIGHT)("it lets right text of %s be", async (path, doc) => {
  expect(await found(path, doc)).toEqual([]);
});

test.each([
  ["a.py", "def f(:\n    pass\n", 1],
  ["b.py", "x = 1\ny = (1,\nz = 2\n", 3],
  ["a.js", "const a = ;\n", 1],
  ["a.json", '{\n  "a": 1,\n}\n', 3],
])("it marks the line of %s where the grammar breaks", async (path, doc, line) => {
  const [first] = await found(path, doc);
  expect(first?.severity).toBe("error");
  expect(Text.of(doc.split("\n")).lineAt(first?.from ?? -1).number).toBe(line);
  expect((first?.to ?? 0) - (first?.from ?? 0)).toBeGreaterThanOrEqual(0);
});

test("it says what JSON's parser says, without the place", async () => {
  const [first] = await found("a.json", '{"a": }');
  expect(first?.message).toMatch(/^Unexpected token/);
  expect(first?.message).not.toContain("position");
});

test("it marks no more than a page can show", async () => {
  expect((await found("a.py", "def (:\n".repeat(200))).length).toBeLessThanOrEqual(50);
});

test("it finds the place in the words of any browser", () => {
  const doc = Text.of(['{"a": 1,', '"b" 2}']);
  expect(place("Expected ':' at position 13", doc)).toBe(13);
  expect(place("JSON.parse: expected ':' at line 2 column 5 of the JSON data", doc)).toBe(13);
  expect(place("Unexpected end of JSON input", doc)).toBe(14);
});

test("it counts the marks, goes to the next and says it aloud", async () => {
  const told: number[] = [];
  const doc = "x = 1\ndef f(:\n    pass\n";
  const extensions = [await loadLanguage("python"), faultMarks((number) => told.push(number))];
  const view = new EditorView({ state: EditorState.create({ doc, extensions }), parent: document.body });
  forceLinting(view);
  await vi.waitFor(() => expect(told.at(-1)).toBe(1));
  expect(count(view.state)).toBe(1);
  expect(faultAt(view.state)).toBe("No syntax errors");
  expect(goToFault(view)).toBe(true);
  expect(view.state.doc.lineAt(view.state.selection.main.from).number).toBe(2);
  expect(view.dom.querySelector(".cm-announced")?.textContent).toBe("Line 2: Syntax error here");
  view.destroy();
});
