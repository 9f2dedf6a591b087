import { expect, test } from "vitest";
import { curl, quoted } from "./curl.ts";
import type { RequestCommand } from "./model.ts";

const request = (changes: Partial<RequestCommand>): RequestCommand => ({
  type: "request",
  method: "GET",
  path: "/items",
  headers: {},
  body: "",
  ...changes,
});

test("it keeps a plain request short", () => {
  expect(curl(request({}))).toBe("curl -i 'http://127.0.0.1:8000/items'");
  expect(curl(request({ method: "HEAD" }))).toBe("curl -I 'http://127.0.0.1:8000/items'");
  expect(curl(request({ method: "DELETE" }))).toBe("curl -i -X 'DELETE' 'http://127.0.0.1:8000/items'");
});

test("it gives headers and body, a line each", () => {
  const headers = { "Content-Type": "application/json", "X-Empty": "" };
  expect(curl(request({ method: "POST", headers, body: '{"a": "it\'s"}' }))).toBe(
    [
      "curl -i 'http://127.0.0.1:8000/items'",
      "-H 'Content-Type: application/json'",
      "-H 'X-Empty;'",
      `--data-raw '{"a": "it'\\''s"}'`,
    ].join(" \\\n  "),
  );
});

test("it lets curl add no content type of its own", () => {
  expect(curl(request({ method: "POST", body: "x" }))).toContain("-H 'Content-Type:'");
});

test("it lets curl read nothing into the path", () => {
  expect(curl(request({ path: "/a[1]?x={2}" }))).toContain("curl -i -g ");
  expect(curl(request({ path: "/a/../b" }))).toContain("--path-as-is");
  expect(curl(request({ path: "/a..b" }))).not.toContain("--path-as-is");
});

test("it leaves no way out of a word", () => {
  expect(quoted("'; rm -rf ~ #$(x)`y`")).toBe("''\\''; rm -rf ~ #$(x)`y`'");
});
