import { expect, test } from "vitest";
import { placeInHash } from "./hash.ts";

test.each([
  ["#tests/test_a.py:12", { file: "tests/test_a.py", line: 12 }],
  ["#statement.md", { file: "statement.md", line: null }],
  ["#a%20b.md:0", { file: "a b.md", line: null }],
  ["#", { file: "", line: null }],
  ["", { file: "", line: null }],
  ["#%", { file: "", line: null }],
])("it reads the place in %j", (hash, place) => {
  expect(placeInHash(hash)).toEqual(place);
});
