import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aFinalView, aTest, aView } from "./fixtures.ts";
import { Follower, type FollowOptions } from "./follow.tsx";
import type { RunView } from "./model.ts";

const SOURCE = { viewUrl: "/view.json", eventsUrl: "/events" };

class FakeEvents extends EventTarget {
  static last: FakeEvents;
  readyState = 1;
  constructor() {
    super();
    FakeEvents.last = this;
  }
  close(): void {
    this.readyState = 2;
  }
}

let panel: HTMLElement;
let status: HTMLElement;
let alert: HTMLElement;

const follow = (options: FollowOptions = {}): Follower => {
  const follower = new Follower({ panel, status, alert }, SOURCE, options);
  follower.start();
  return follower;
};
const send = (view: RunView): boolean =>
  FakeEvents.last.dispatchEvent(new MessageEvent("view", { data: JSON.stringify(view) }));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEvents);
  sessionStorage.clear();
  document.body.innerHTML = '<div id="panel">drawn by the server</div><p id="status"></p><p id="alert"></p>';
  [panel, status, alert] = ["panel", "status", "alert"].map((id) => document.getElementById(id) as HTMLElement) as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it leaves what the server has drawn until there is something newer", () => {
  follow();
  expect(panel.textContent).toBe("drawn by the server");
  send(aView());
  expect(panel.textContent).not.toContain("drawn by the server");
  expect(panel.querySelector(".phase.is-now")).not.toBeNull();
});

test("it draws a second run in the place of the first", () => {
  follow();
  send(aFinalView());
  follow();
  send(aView({ run_id: "run-2" }));
  expect(panel.querySelector(".badge")).toBeNull();
  expect(panel.querySelector(".phase.is-now")?.textContent).toContain("Queued");
});

test("it announces a phase once, however many tests end in it", () => {
  follow();
  const running = aView({ state: "leased", phase: "running" });
  send(running);
  status.textContent = "";
  send({ ...running, tests: [aTest()] });
  expect(status.textContent).toBe("");
});

test("it raises its voice for a failure only", () => {
  follow();
  send(aFinalView());
  expect(alert.textContent).toContain("Failed.");
  alert.textContent = "";
  follow();
  send(aFinalView({ verdict: "passed", label: "Passed", sentence: "Every check passed." }));
  expect(status.textContent).toContain("Passed.");
  expect(alert.textContent).toBe("");
});

test("it is quiet about a result that was there before", () => {
  follow({ isQuietAtFirst: true });
  send(aFinalView());
  expect(alert.textContent).toBe("");
});

test("it counts the time on and stops with the run", () => {
  const follower = follow();
  send(aView());
  vi.advanceTimersByTime(2300);
  expect(panel.querySelector(".timer")?.textContent).toBe("2.3 s");
  send(aFinalView());
  expect(panel.querySelector(".timer")).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
  follower.stop();
});

test("it goes on counting where it was after a reload", () => {
  follow();
  send(aView());
  vi.advanceTimersByTime(5000);
  follow();
  send(aView());
  vi.advanceTimersByTime(100);
  expect(panel.querySelector(".timer")?.textContent).toBe("5.1 s");
});

test("it tells every view to whoever asked", () => {
  const seen: string[] = [];
  follow({ onView: (view) => seen.push(view.state) });
  send(aView());
  send(aFinalView());
  expect(seen).toEqual(["queued", "done"]);
});

test("it stops a run once, says so, and asks for the result at once", async () => {
  const sent = vi.fn(async (url: string) => (url === "/cancel" ? Response.json({}) : Response.json(aFinalView())));
  vi.stubGlobal("fetch", sent);
  follow({ stop: { url: "/cancel", csrf: "token" } });
  send(aView({ can_cancel: true }));
  const submit = (): unknown => panel.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  submit();
  submit();
  expect(status.textContent).toBe("Stopping.");
  await vi.advanceTimersByTimeAsync(50);
  expect(sent.mock.calls.map((call) => call[0])).toEqual(["/cancel", "/view.json"]);
  expect((sent.mock.calls[0] as unknown[])[1]).toMatchObject({ method: "POST", headers: { "X-CSRFToken": "token" } });
  expect(panel.querySelector(".run-head")).not.toBeNull();
});

test.each([
  [async () => Response.json({ error: "It has ended." }, { status: 409 }), "It has ended."],
  [async () => new Response("", { status: 500 }), "refused this (500)"],
  [
    async () => {
      throw new TypeError("network");
    },
    "could not be reached",
  ],
])("it tells why a run was not stopped", async (answer, words) => {
  vi.stubGlobal("fetch", vi.fn(answer));
  follow({ stop: { url: "/cancel", csrf: "token" } });
  send(aView({ can_cancel: true }));
  panel.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await vi.advanceTimersByTimeAsync(50);
  expect(panel.querySelector(".run-stop-fault")?.textContent).toContain(words);
  expect(panel.querySelector(".run-stop button")?.getAttribute("aria-busy")).toBe("false");
});

test("it leads whoever stood on what is gone to the verdict", () => {
  follow({ stop: { url: "/cancel", csrf: "token" } });
  send(aView({ can_cancel: true }));
  panel.querySelector<HTMLElement>(".run-stop button")?.focus();
  send(aFinalView());
  expect(document.activeElement?.className).toBe("run-head");
});

test("it counts the seconds of the present phase", () => {
  follow();
  send(aView());
  vi.advanceTimersByTime(1000);
  send(aView({ state: "leased", phase: "preparing" }));
  vi.advanceTimersByTime(500);
  const times = [...panel.querySelectorAll(".phase-time")].map((time) => time.textContent);
  expect(times).toEqual(["1.0 s", "0.5 s"]);
});

test("it does not alarm about a run that its owner has stopped, nor about a sealed one", () => {
  follow();
  send(aFinalView({ state: "cancelled", verdict: "cancelled", label: "Cancelled" }));
  follow();
  send(aFinalView({ verdict: null, label: "Received", is_sealed: true, score: null }));
  expect(alert.textContent).toBe("");
  expect(status.textContent).toContain("Received.");
});

test("it says so when the result can be seen no longer", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response("", { status: 401 })),
  );
  const onGone = vi.fn();
  follow({ onGone });
  FakeEvents.last.close();
  FakeEvents.last.dispatchEvent(new Event("error"));
  await vi.advanceTimersByTimeAsync(50);
  expect(panel.textContent).toContain("You may be signed out");
  expect(onGone).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("it tells of a lost connection even before the first view", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response("", { status: 503 })),
  );
  const follower = follow();
  FakeEvents.last.close();
  FakeEvents.last.dispatchEvent(new Event("error"));
  await vi.advanceTimersByTimeAsync(50);
  expect(panel.textContent).toContain("The connection is lost");
  follower.stop();
});
