import { expect, test } from "vitest";
import { laidOut } from "./json.ts";

test("it lays out objects and lists as everybody does", () => {
  const value = { a: [1, { b: null }], c: {}, d: [], e: 'x "y", {z: [', f: true };
  expect(laidOut(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test("it changes blanks only", () => {
  expect(laidOut('{"id":12345678901234567890,"x":1.0,"x":1e2}')).toBe(
    '{\n  "id": 12345678901234567890,\n  "x": 1.0,\n  "x": 1e2\n}',
  );
  expect(laidOut('"a\\"b"')).toBe('"a\\"b"');
});

test("it leaves what is no JSON as it is", () => {
  expect(laidOut("<p>no</p>")).toBe("<p>no</p>");
  expect(laidOut("{'a': 1}")).toBe("{'a': 1}");
  expect(laidOut("")).toBe("");
});
