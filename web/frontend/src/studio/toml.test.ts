import { Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { placeIn } from "./toml.ts";

/** The place of the bar in a text. */
const at = (text: string): ReturnType<typeof placeIn> => {
  const before = text.slice(0, text.indexOf("|"));
  const line = before.split("\n").length;
  return placeIn(Text.of(text.replace("|", "").split("\n")), line, before.slice(before.lastIndexOf("\n") + 1));
};

test.each([
  ["ti|", { kind: "key", table: [], written: "ti", used: [] }],
  ['title = "x"\n|\n[files]\neditable = []', { kind: "key", table: [], used: ["title"] }],
  ["[files]\nedi|\nreadonly = []", { kind: "key", table: ["files"], written: "edi", used: ["readonly"] }],
  ['[[criteria]]\nid = "a"\n\n[[criteria]]\n|', { kind: "key", table: ["criteria"], used: [] }],
  ["[translations.de]\n|", { kind: "key", table: ["translations", "de"] }],
  ["[fi|", { kind: "header", written: "fi" }],
  ["[[cri|", { kind: "header", written: "cri" }],
  ["kind = |", { kind: "value", key: "kind", written: "", isQuoted: false }],
  ['kind = "ser|', { kind: "value", key: "kind", written: "ser", isQuoted: true }],
  ["is_listed = tr|", { kind: "value", key: "is_listed", written: "tr", isQuoted: false }],
  ['fails = ["test_a", "te|', { kind: "value", key: "fails", written: "te", isQuoted: true }],
  ['fails = [\n  "test_a",\n  "|', { kind: "value", key: "fails", written: "", isQuoted: true }],
  ['fails = [\n  "test_a",\n  |', { kind: "value", key: "fails", isQuoted: false }],
  ['fails = ["[", \n  "|', { kind: "value", key: "fails" }],
  ["text = '''\nabc\n'''\n|", { kind: "key", used: ["text"] }],
  ['text = """one line"""\n|', { kind: "key", used: ["text"] }],
])("it knows the place in %j", (text, expected) => {
  expect(at(text)).toMatchObject(expected);
});

test.each([
  "text = '''\nab|",
  'text = """|',
  'kind = "service" |',
  'headers = { "|',
  "# a comment |",
  "[files] |",
  "fails = [\n]\nx y|",
])("it says nothing in %j", (text) => {
  expect(at(text)).toBeNull();
});
