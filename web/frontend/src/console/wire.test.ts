import { expect, test, vi } from "vitest";
import { REQUEST } from "./fixtures.ts";
import { Refused, Wire } from "./wire.ts";

const ADDRESS = { view_url: "/consoles/1.json", ask_url: "/consoles/1/commands", close_url: "/consoles/1/close" };

const wire = (reply: Response): [Wire, ReturnType<typeof vi.fn>] => {
  const send = vi.fn(async () => reply);
  return [new Wire("/problems/items/consoles?sitting=7", "token", send as never), send];
};

test("it opens with the token of the page and the key that makes it one console", async () => {
  const [sender, send] = wire(Response.json({ id: "1", ...ADDRESS }, { status: 202 }));
  expect(await sender.open("python-flask", { "app.py": "x" }, "key")).toMatchObject(ADDRESS);
  const [url, options] = send.mock.calls[0] as [string, RequestInit];
  expect(url).toBe("/problems/items/consoles?sitting=7");
  expect(options.headers).toMatchObject({ "X-CSRFToken": "token", "Content-Type": "application/json" });
  expect(JSON.parse(String(options.body))).toEqual({ stack: "python-flask", files: { "app.py": "x" }, key: "key" });
});

test("it asks for what is new", async () => {
  const [sender, send] = wire(Response.json({ id: "1" }));
  await sender.view(ADDRESS, 7);
  expect(send.mock.calls[0]?.[0]).toBe("/consoles/1.json?after=7");
});

test("it sends a command and gives its number", async () => {
  const [sender, send] = wire(Response.json({ number: 3 }, { status: 202 }));
  expect(await sender.ask(ADDRESS, REQUEST)).toBe(3);
  const [, options] = send.mock.calls[0] as [string, RequestInit];
  expect(JSON.parse(String(options.body))).toEqual(REQUEST);
});

test("it closes", async () => {
  const [sender, send] = wire(Response.json({ closed: true }));
  await sender.close(ADDRESS);
  expect(send.mock.calls[0]?.[0]).toBe("/consoles/1/close");
});

test.each([
  [Response.json({ error: "20 commands wait." }, { status: 429 }), "20 commands wait.", 429, false],
  [new Response("<html>", { status: 503 }), "The server refused this (503).", 503, false],
  [new Response("<html>", { status: 200 }), "The server refused this (502).", 502, false],
  [Response.json({ error: "Please sign in" }, { status: 401 }), "Please sign in", 401, true],
])("it throws the server's words", async (reply, message, status, isGone) => {
  const [sender] = wire(reply);
  const refused = await sender.view(ADDRESS, 0).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ message, status, isGone });
});

test("it takes the way to the sign-in page for what it is", async () => {
  const reply = Response.json({});
  Object.defineProperty(reply, "redirected", { value: true });
  const [sender] = wire(reply);
  await expect(sender.close(ADDRESS)).rejects.toMatchObject({ status: 401 });
});
