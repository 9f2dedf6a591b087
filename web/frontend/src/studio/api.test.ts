import { beforeEach, expect, test } from "vitest";
import { ApiFault } from "../workspace/wire.ts";
import { StudioApi } from "./api.ts";
import { data, FakeServer } from "./fixtures.ts";

let asked: { url: string; method: string; body: unknown; token: string | null }[];
let reply: () => Response;
const api = new StudioApi(data(new FakeServer()), async (url, options) => {
  const headers = new Headers(options?.headers);
  const body = options?.body ? JSON.parse(String(options.body)) : null;
  asked.push({ url: String(url), method: options?.method ?? "GET", body, token: headers.get("X-CSRFToken") });
  return reply();
});
const answer = (body: unknown, status = 200): void => {
  reply = () => new Response(JSON.stringify(body), { status });
};

beforeEach(() => {
  asked = [];
  answer({});
});

test("it saves a file with the revision that was read, at its path", async () => {
  answer({ revision: 4, findings: [{ file: "a", line: 1, message: "is wrong" }] });
  expect(await api.write("wrong/a b/app.py", { text: "x" }, 3)).toEqual({
    kind: "saved",
    revision: 4,
    findings: [{ file: "a", line: 1, message: "is wrong" }],
  });
  expect(asked).toEqual([
    { url: "/f/wrong/a%20b/app.py", method: "PUT", body: { text: "x", revision: 3 }, token: "token" },
  ]);
});

test("it deletes and renames with the revision", async () => {
  await api.remove("a.md", 2);
  await api.rename("a.md", "b.md", 2);
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(["DELETE /f/a.md?revision=2", "POST /n"]);
  expect(asked[1]?.body).toEqual({ path: "a.md", to: "b.md", revision: 2 });
});

test.each([
  ["another author's text", { path: "a", text: "theirs", revision: 5 }],
  ["that it was deleted", null],
])("it brings back from a conflict %s", async (_, file) => {
  answer({ code: "file_changed", file }, 409);
  expect(await api.write("a", { text: "" }, 1)).toEqual({ kind: "conflict", theirs: file });
});

test.each([
  [{ error: "The name is taken." }, 400, { kind: "refused", message: "The name is taken." }],
  [{}, 401, { kind: "refused", message: expect.stringContaining("signed out") }],
  [{}, 503, { kind: "unavailable" }],
  [{}, 429, { kind: "unavailable" }],
])("it takes %j with status %i as an answer", async (body, status, expected) => {
  answer(body, status);
  expect(await api.write("a", { text: "" }, 1)).toEqual(expected);
});

test("it reads files, lists and states", async () => {
  answer({ files: [], findings: [] });
  expect(await api.list()).toEqual({ files: [], findings: [] });
  answer({ path: "a", text: "x", revision: 1 });
  expect((await api.read("a")).text).toBe("x");
  answer({ revisions: [{ revision: 2 }] });
  expect(await api.revisions("a")).toEqual([{ revision: 2 }]);
  answer({ text: "before" });
  expect(await api.revision("a", 2)).toBe("before");
  expect(asked.map(({ url }) => url)).toEqual(["/f.json", "/f/a", "/r/a", "/r/a?revision=2"]);
});

test("it compares nothing with a state that is no text", async () => {
  answer({ text: null, base64: "" });
  await expect(api.revision("a.png", 1)).rejects.toThrow(ApiFault);
});

test("it says why a file cannot be read", async () => {
  answer({ error: "No such file." }, 404);
  await expect(api.read("a")).rejects.toThrow("No such file.");
});

test("it renders a statement, or says why not", async () => {
  answer({ html: "<p>a</p>" });
  expect(await api.statement("a")).toBe("<p>a</p>");
  answer({ error: "Too long." }, 400);
  await expect(api.statement("a")).rejects.toThrow("Too long.");
});

test("it asks for a check, and takes one that is under way already", async () => {
  const begun = { id: "7", state: "queued", url: "/checks/7.json" };
  answer(begun, 202);
  expect(await api.check(true)).toEqual({ kind: "done", value: begun });
  expect(asked[0]?.body).toEqual({ mutants: true });
  answer({ ...begun, id: "6" }, 409);
  expect(await api.check(false)).toEqual({ kind: "done", value: { ...begun, id: "6" } });
});

test("it brings what stands in the way of a preview", async () => {
  const findings = [{ file: "problem.toml", line: 3, message: "is wrong" }];
  answer({ error: "Not valid.", findings }, 400);
  expect(await api.preview()).toEqual({ kind: "invalid", findings, message: "Not valid." });
  answer({ error: "Archived." }, 409);
  expect(await api.preview()).toEqual({ kind: "refused", message: "Archived." });
});

test("it cancels, and keeps preferences without a word", async () => {
  expect(await api.cancel("/checks/1/cancel")).toBe(true);
  reply = () => {
    throw new TypeError("Failed to fetch");
  };
  await api.savePreferences({ wraps: true });
  expect(asked.at(-1)).toMatchObject({ url: "/account/preferences", method: "PUT", body: { wraps: true } });
});
