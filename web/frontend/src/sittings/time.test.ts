import { expect, test } from "vitest";
import { ahead, dueWarning, MINUTE, mood, shown, words } from "./time.ts";

test.each([
  [0, "00:00"],
  [-5000, "00:00"],
  [1, "00:01"],
  [59_001, "01:00"],
  [24 * MINUTE + 9000, "24:09"],
  [64 * MINUTE, "1:04:00"],
  [240 * MINUTE, "4:00:00"],
])("it shows %i ms as %s", (left, text) => {
  expect(shown(left)).toBe(text);
});

test("it counts a begun minute in words", () => {
  expect(words(10 * MINUTE)).toBe("10 minutes are left.");
  expect(words(4 * MINUTE + 1)).toBe("5 minutes are left.");
  expect(words(30_000)).toBe("1 minute is left.");
});

test.each([
  [11, 60, null, null],
  [10, 60, null, 10],
  [7, 60, null, 10],
  [7, 60, 10, null],
  [5, 60, 10, 5],
  [0.5, 60, 5, 1],
  [0.5, 60, null, 1], // after a reload only the last that was passed
  [0.2, 60, 1, null],
  [4, 60, 1, null], // a later one was given: no going back
  [0, 60, null, null],
  [10, 10, null, null], // a rehearsal of ten minutes does not begin with a warning
  [5, 10, null, 5],
  [4, 5, null, null],
])("with %d of %d minutes left and %s given, %s is due", (left, length, given, due) => {
  expect(dueWarning(left * MINUTE, length * MINUTE, given)).toBe(due);
});

test("it turns with the time", () => {
  expect([6, 5, 1].map((minutes) => mood(minutes * MINUTE))).toEqual(["calm", "late", "last"]);
});

test("it takes an answer as written halfway between asking and hearing", () => {
  const server = Date.parse("2026-11-21T12:00:10Z");
  expect(ahead("2026-11-21T12:00:10Z", server - 6000, server - 4000)).toBe(5000);
});
