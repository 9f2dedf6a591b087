import { expect, test } from "vitest";
import {
  CONTENT_TYPES,
  commandOf,
  draftOf,
  draftOfExample,
  FIRST_DRAFT,
  field,
  pathOf,
  type RequestDraft,
  withMethod,
} from "./draft.ts";

const draft = (changes: Partial<RequestDraft>): RequestDraft => ({ ...FIRST_DRAFT, ...changes });

test("it sends JSON with its content type, as it was typed", () => {
  expect(commandOf(draft({ method: "POST", path: "/items", kind: "json", text: '{"a": 1}' }))).toEqual({
    type: "request",
    method: "POST",
    path: "/items",
    headers: { "Content-Type": "application/json" },
    body: '{"a": 1}',
  });
});

test("it writes a form as browsers do and leaves out rows without a name", () => {
  const fields = [field("a b", "1&2"), field("", "x"), field("ü", "")];
  const command = commandOf(draft({ kind: "form", fields }));
  expect(command.body).toBe("a+b=1%262&%C3%BC=");
  expect(command.headers).toEqual({ "Content-Type": CONTENT_TYPES.form });
});

test("it leaves a content type alone that was written by hand", () => {
  const command = commandOf(draft({ kind: "json", text: "{}", headers: [field("content-type", "text/csv")] }));
  expect(command.headers).toEqual({ "content-type": "text/csv" });
});

test("it sends no body where there is none, and no header without a name", () => {
  const command = commandOf(draft({ kind: "none", text: "kept for later", headers: [field(" ", "x")] }));
  expect([command.body, command.headers]).toEqual(["", {}]);
});

test("it joins a header that comes twice", () => {
  const headers = [field("Accept", "a/b"), field(" accept ", "c/d ")];
  expect(commandOf(draft({ headers })).headers).toEqual({ Accept: "a/b, c/d" });
});

test.each([
  ["items", "/items"],
  ["", "/"],
  [" /items?q=a b ", "/items?q=a%20b"],
  ["/größe/%20", "/gr%C3%B6%C3%9Fe/%20"],
  ["/x\uD800", "/x%EF%BF%BD"],
  ["/😀", "/%F0%9F%98%80"],
])("it makes %j a path", (typed, path) => {
  expect(pathOf(typed)).toBe(path);
});

test("it offers a body to methods that carry one, and takes an empty one from the others", () => {
  const post = withMethod(FIRST_DRAFT, "POST");
  expect(post.kind).toBe("json");
  expect(withMethod(post, "GET").kind).toBe("none");
  expect(withMethod({ ...post, text: "{}" }, "DELETE").kind).toBe("json");
  expect(withMethod({ ...post, kind: "text" }, "PUT").kind).toBe("text");
});

test.each([
  draft({ method: "POST", path: "/a", kind: "json", text: "{}" }),
  draft({ method: "PUT", path: "/a", kind: "text", text: "hello" }),
  draft({ method: "POST", path: "/a", kind: "form", fields: [field("a", "1"), field("b", "x y")] }),
  draft({ path: "/a?b=1", headers: [field("X-Name", "v")] }),
])("it gives a request again from what was sent", (written) => {
  const plain = ({ headers, fields, ...rest }: RequestDraft) => ({
    ...rest,
    headers: headers.map(({ name, value }) => [name, value]),
    fields: fields.map(({ name, value }) => [name, value]),
  });
  expect(plain(draftOf(commandOf(written)))).toEqual(plain(written));
});

test("it keeps a form that was written by hand as it is", () => {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const again = draftOf({ method: "POST", path: "/", headers, body: "a=%31&&b" });
  expect(again.kind).toBe("text");
  expect(commandOf(again)).toMatchObject({ headers, body: "a=%31&&b" });
});

test("it takes the body of an example as JSON where it reads as such", () => {
  const example = { title: "Create", method: "POST", path: "/items", headers: {}, body: '{"a":1}', sql: "" };
  expect(draftOfExample(example).kind).toBe("json");
  expect(draftOfExample({ ...example, body: "a=1" }).kind).toBe("text");
  expect(draftOfExample({ ...example, method: "GET", body: "" }).kind).toBe("none");
});
