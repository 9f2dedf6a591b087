import { expect, test } from "vitest";
import { fileOf, pieces, WORK } from "./trace.ts";

const PATHS = ["app.py", "src/App.java", "app/models.py", "lib/models.py", "server.js"];
const places = (log: string): string[] =>
  pieces(log, PATHS).flatMap((piece) => (typeof piece === "string" ? [] : [`${piece.path}:${piece.line}`]));

test.each([
  [`  File "${WORK}/app.py", line 12, in create`, "app.py:12"],
  [`    at Server.<anonymous> (${WORK}/server.js:7:15)`, "server.js:7"],
  ["app.py:31: in test", "app.py:31"],
  ["\tat App.main(App.java:44)", "src/App.java:44"],
  [`Fatal error in ${WORK}/app.py on line 3`, "app.py:3"],
  ["./server.js:9:1: expected ;", "server.js:9"],
  [`File "${WORK}/app/models.py", line 2`, "app/models.py:2"],
])("it finds the place in %s", (line, place) => {
  expect(places(line)).toEqual([place]);
});

test.each([
  'File "/usr/lib/python3.11/json/decoder.py", line 12',
  "models.py:12 may be either",
  "127.0.0.1:8000 is where it listens",
  "2024-01-01 12:30:11 INFO started",
  `File "${WORK}/../app.py", line 1`,
])("it finds none in %s", (line) => {
  expect(places(line)).toEqual([]);
});

test("it keeps every character of the log", () => {
  const log = `Traceback:\n  File "${WORK}/app.py", line 12\n    x\nother.py:3 app.py:4\n`;
  const found = pieces(log, PATHS);
  expect(found.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("")).toBe(log);
  expect(places(log)).toEqual(["app.py:12", "app.py:4"]);
});

test("it takes a bare name only where one file has it", () => {
  expect(fileOf("App.java", PATHS)).toBe("src/App.java");
  expect(fileOf("models.py", PATHS)).toBeNull();
  expect(fileOf("x/App.java", PATHS)).toBeNull();
});

test("it comes to an end on a log that is made to keep it busy", () => {
  const hostile = `${"a.".repeat(40_000)}:${"/".repeat(40_000)}File "${"x".repeat(40_000)}`;
  expect(pieces(hostile, PATHS)).toEqual([hostile]);
});
