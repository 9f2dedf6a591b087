import { expect, test, vi } from "vitest";
import { type Answer, Api } from "./api.ts";
import { ApiFault } from "./wire.ts";

const DATA = {
  urls: {
    draft: "/problems/items/draft",
    revisions: "/revisions",
    submit: "/problems/items/submissions",
    console: "/problems/items/consoles",
  },
  csrf: "token-1",
};
const ANSWER: Answer = { kind: "run", stack: "python-flask", files: { "app.py": "x" }, key: "key-1" };
const RUN = {
  id: "1",
  page_url: "/submissions/1",
  view_url: "/submissions/1/view.json",
  events_url: "/submissions/1/events",
  cancel_url: "/submissions/1/cancel",
};

const api = (...replies: (Response | Error)[]) => {
  const send = vi.fn(async () => {
    const next = replies.shift();
    if (next instanceof Error || !next) {
      throw next ?? new Error("no more replies");
    }
    return next;
  });
  return { api: new Api(DATA, send as unknown as typeof fetch, async () => undefined), send };
};

const sent = (send: ReturnType<typeof vi.fn>, call = 0): { url: string; options: RequestInit } => {
  const [url, options] = send.mock.calls[call] as [string, RequestInit];
  return { url, options };
};

test("it saves a draft with the time it was based on and the form token", async () => {
  const { api: given, send } = api(Response.json({ saved_at: "T2" }));
  expect(await given.saveDraft("python-flask", { "app.py": "x" }, "T1")).toEqual({ kind: "saved", savedAt: "T2" });
  const { url, options } = sent(send);
  expect([url, options.method]).toEqual(["/problems/items/draft", "PUT"]);
  expect(JSON.parse(options.body as string)).toEqual({ stack: "python-flask", files: { "app.py": "x" }, base: "T1" });
  expect((options.headers as Record<string, string>)["X-CSRFToken"]).toBe("token-1");
});

test("it gives back the other device's draft on a conflict", async () => {
  const { api: given } = api(
    Response.json({ error: "newer", saved_at: "T9", files: { "app.py": "theirs" } }, { status: 409 }),
  );
  expect(await given.saveDraft("s", {}, "T1")).toEqual({
    kind: "conflict",
    theirs: { saved_at: "T9", files: { "app.py": "theirs" } },
  });
});

test("it tells a busy server from a refusal", async () => {
  const { api: given } = api(
    new Response("", { status: 503 }),
    Response.json({ error: "app.py is too large." }, { status: 400 }),
    new Response("<html>", { status: 401 }),
  );
  expect(await given.saveDraft("s", {}, null)).toEqual({ kind: "unavailable" });
  expect(await given.saveDraft("s", {}, null)).toEqual({ kind: "refused", message: "app.py is too large." });
  expect(await given.saveDraft("s", {}, null)).toMatchObject({ message: expect.stringContaining("signed out") });
});

test("it survives the end of the page with small drafts only", async () => {
  const { api: given, send } = api(Response.json({ saved_at: "a" }), Response.json({ saved_at: "b" }));
  await given.saveDraft("s", { "app.py": "x" }, null);
  await given.saveDraft("s", { "app.py": "x".repeat(70_000) }, null);
  expect([sent(send, 0).options.keepalive, sent(send, 1).options.keepalive]).toEqual([true, false]);
});

test("it repeats a submission with the same key when the connection breaks", async () => {
  const { api: given, send } = api(new TypeError("network"), Response.json(RUN, { status: 202 }));
  expect(await given.submit(ANSWER)).toEqual({
    kind: "accepted",
    run: {
      kind: "run",
      page_url: RUN.page_url,
      view_url: RUN.view_url,
      events_url: RUN.events_url,
      cancel_url: "/submissions/1/cancel",
    },
  });
  const keys = [0, 1].map((call) => JSON.parse(sent(send, call).options.body as string).key);
  expect(keys).toEqual(["key-1", "key-1"]);
});

test("it gives up after three broken connections", async () => {
  const { api: given, send } = api(new TypeError("1"), new TypeError("2"), new TypeError("3"));
  await expect(given.submit(ANSWER)).rejects.toThrow("3");
  expect(send).toHaveBeenCalledTimes(3);
});

test("it passes on why a submission was refused", async () => {
  const { api: given } = api(Response.json({ error: "You have 5 runs waiting.", where: "" }, { status: 429 }));
  expect(await given.submit(ANSWER)).toEqual({ kind: "refused", message: "You have 5 runs waiting." });
});

test("it asks for the earlier states of a stack, in the session where there is one", async () => {
  const send = vi.fn(async () => Response.json({ revisions: [{ id: 1 }], files: { "app.py": "old" } }));
  const urls = { ...DATA.urls, revisions: "/problems/items/revisions.json?sitting=s1" };
  const api = new Api({ ...DATA, urls }, send);
  expect(await api.revisions("python-flask")).toEqual([{ id: 1 }]);
  expect(await api.revision("/revisions/1.json")).toEqual({ "app.py": "old" });
  expect(send.mock.calls.map(([url]: unknown[]) => url)).toEqual([
    "/problems/items/revisions.json?sitting=s1&stack=python-flask",
    "/revisions/1.json",
  ]);
});

test("it says why there are no earlier states", async () => {
  const refused = new Api(DATA, async () => Response.json({ error: "No such problem." }, { status: 404 }));
  await expect(refused.revisions("x")).rejects.toThrow(ApiFault);
  await expect(refused.revision("/x")).rejects.toThrow("No such problem.");
});

test("it keeps preferences with the account, and makes no noise when that fails", async () => {
  const send = vi.fn(async () => Response.json({}));
  await new Api(DATA, send).savePreferences({ keymap: "vim" });
  expect(send).toHaveBeenCalledWith(
    "/account/preferences",
    expect.objectContaining({ method: "PUT", body: '{"keymap":"vim"}' }),
  );
  const away = new Api(DATA, async () => {
    throw new TypeError("network");
  });
  await expect(away.savePreferences({})).resolves.toBeUndefined();
});
