import { beforeEach, expect, test, vi } from "vitest";
import { Feed, onReturn, type Platform } from "./feed.ts";
import { aFinalView, aView } from "./fixtures.ts";
import type { RunView } from "./model.ts";

class FakeEvents extends EventTarget {
  readyState = 1;
  close(): void {
    this.readyState = 2;
  }
  send(type: string, data?: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
  break(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

const SOURCE = { viewUrl: "/view.json", eventsUrl: "/events" };

let events: FakeEvents;
let seen: RunView[];
let troubles: number;
let gone: number;
let comeBack: () => void;
let timers: { run: () => void; milliseconds: number }[];
let replies: (RunView | number)[];

const platform = (): Platform => ({
  fetch: vi.fn(async () => {
    const next = replies.shift() ?? 503;
    return typeof next === "number" ? new Response("", { status: next }) : Response.json(next);
  }) as unknown as typeof fetch,
  openEvents: () => events as unknown as EventSource,
  setTimeout: (run, milliseconds) => timers.push({ run, milliseconds }),
  clearTimeout: () => undefined,
  onReturn: (run) => {
    comeBack = run;
    return () => {
      comeBack = () => undefined;
    };
  },
});

const start = (given: Platform = platform()): Feed => {
  const listener = {
    onView: (view: RunView) => seen.push(view),
    onTrouble: () => {
      troubles += 1;
    },
    onGone: () => {
      gone += 1;
    },
  };
  const feed = new Feed(SOURCE, listener, given);
  feed.start();
  return feed;
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
  }
};

beforeEach(() => {
  events = new FakeEvents();
  [seen, timers, replies, troubles, gone] = [[], [], [], 0, 0];
});

test("it passes on every view of the stream and closes it after the final one", () => {
  start();
  events.send("view", aView());
  events.send("view", aFinalView());
  expect(seen.map((view) => view.state)).toEqual(["queued", "done"]);
  expect(events.readyState).toBe(2);
});

test("it asks for the view when the server refuses the stream", async () => {
  replies = [aFinalView()];
  start();
  events.break(2);
  await settle();
  expect(seen.map((view) => view.state)).toEqual(["done"]);
  expect(timers).toHaveLength(0);
});

test("it lets the browser reconnect before it falls back to asking", async () => {
  const given = platform();
  start(given);
  events.break(0);
  events.break(0);
  expect(given.fetch).not.toHaveBeenCalled();
  events.break(0);
  await settle();
  expect(given.fetch).toHaveBeenCalledTimes(1);
});

test("it forgives errors of the stream once views come again", () => {
  const given = platform();
  start(given);
  events.break(0);
  events.break(0);
  events.send("view", aView());
  events.break(0);
  expect(given.fetch).not.toHaveBeenCalled();
});

test("it asks with growing pauses while the server is away, and tells of it", async () => {
  replies = [503, 503, aView(), aFinalView()];
  start({ ...platform(), openEvents: null });
  await settle();
  for (let turn = 0; turn < 3; turn += 1) {
    timers.at(-1)?.run();
    await settle();
  }
  expect(troubles).toBe(2);
  expect(timers.map((timer) => timer.milliseconds)).toEqual([1000, 2000, 2500]);
  expect(seen.map((view) => view.state)).toEqual(["queued", "done"]);
});

test("it asks once more when a stream ends without a final view", async () => {
  replies = [aFinalView()];
  start();
  events.send("view", aView());
  events.send("end", {});
  await settle();
  expect(seen.at(-1)?.state).toBe("done");
});

test("it says nothing more once it is closed", () => {
  const feed = start();
  feed.close();
  events.send("view", aView());
  expect(seen).toEqual([]);
});

test("it asks at once when somebody comes back, and goes on listening", async () => {
  replies = [aView({ state: "leased", phase: "running" })];
  start();
  events.send("view", aView());
  comeBack();
  await settle();
  expect(seen.at(-1)?.phase).toBe("running");
  expect(timers).toHaveLength(0);
  events.send("view", aFinalView());
  expect(seen.at(-1)?.state).toBe("done");
});

test("it does not wait out a pause when the network is back", async () => {
  replies = [503, aFinalView()];
  start({ ...platform(), openEvents: null });
  await settle();
  comeBack();
  await settle();
  expect(seen.map((view) => view.state)).toEqual(["done"]);
});

test("it asks once however often one comes back at the same time", async () => {
  const given = platform();
  replies = [aView(), aView()];
  start(given);
  comeBack();
  comeBack();
  await settle();
  expect(given.fetch).toHaveBeenCalledTimes(1);
});

test("it stops where there is nothing to see any more", async () => {
  replies = [404];
  start();
  events.break(2);
  await settle();
  expect([gone, troubles, timers.length]).toEqual([1, 0, 0]);
  comeBack();
  await settle();
  expect(gone).toBe(1);
});

test("it looks again when the tab is shown or the network is back, until it is told to forget", () => {
  const looked = vi.fn();
  const forget = onReturn(looked);
  document.dispatchEvent(new Event("visibilitychange"));
  window.dispatchEvent(new Event("online"));
  expect(looked).toHaveBeenCalledTimes(2);
  forget();
  window.dispatchEvent(new Event("online"));
  expect(looked).toHaveBeenCalledTimes(2);
});
