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
