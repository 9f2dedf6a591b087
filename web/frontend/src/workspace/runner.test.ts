import { beforeEach, expect, test, vi } from "vitest";
import { aFinalView, aView } from "../run/fixtures.ts";
import type { FollowOptions } from "../run/follow.tsx";
import type { RunView } from "../run/model.ts";
import type { SubmitAnswer } from "./api.ts";
import { History } from "./history.ts";
import { newKey, Runner } from "./runner.ts";

const RUN = {
  kind: "submit" as const,
  page_url: "/submissions/1",
  view_url: "/1/view.json",
  events_url: "/1/events",
  cancel_url: "/submissions/1/cancel",
};

let answers: (SubmitAnswer | Error)[];
let submit: ReturnType<typeof vi.fn>;
let tell: (view: RunView) => void;
let stop: () => void;
let options: FollowOptions;
const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

const make = (): Runner =>
  new Runner({
    api: { submit: submit as never },
    history: new History(byId("history"), null),
    place: { panel: byId("panel"), status: byId("status"), alert: byId("alert") },
    link: byId("link"),
    buttons: { run: byId("run") as HTMLButtonElement, submit: byId("submit") as HTMLButtonElement },
    read: () => ({ stack: "python-flask", files: { "app.py": "x" } }),
    onStart: () => undefined,
    csrf: "token",
    follow: (_place, _run, given) => {
      options = given;
      tell = given.onView ?? tell;
      return { stop };
    },
  });

beforeEach(() => {
  answers = [{ kind: "accepted", run: RUN }];
  stop = vi.fn();
  submit = vi.fn(async () => {
    const next = answers.shift();
    if (next instanceof Error || !next) {
      throw next ?? new Error("none left");
    }
    return next;
  });
  document.body.innerHTML = `<ol id="history"></ol><div id="panel"></div><p id="status"></p><p id="alert"></p>
    <span id="link"></span><button id="run"></button><button id="submit"></button>`;
});

test("it hands in the editor's files with a new key and watches the run", async () => {
  await make().start("submit");
  expect(submit.mock.calls[0]?.[0]).toMatchObject({ kind: "submit", stack: "python-flask", files: { "app.py": "x" } });
  expect(byId("link").querySelector("a")?.getAttribute("href")).toBe("/submissions/1");
  expect(byId("history").children).toHaveLength(1);
});

test("it takes no second run while one is under way", async () => {
  const runner = make();
  await runner.start("submit");
  tell(aView());
  await runner.start("run");
  expect(submit).toHaveBeenCalledTimes(1);
  expect(byId("run").getAttribute("aria-disabled")).toBe("true");
  expect(byId("submit").getAttribute("aria-busy")).toBe("true");
  tell(aFinalView());
  expect(byId("run").hasAttribute("aria-disabled")).toBe(false);
});

test("it never disables a button in a way that drops the focus", async () => {
  const runner = make();
  byId("submit").focus();
  await runner.start("submit");
  expect((byId("submit") as HTMLButtonElement).disabled).toBe(false);
  expect(document.activeElement).toBe(byId("submit"));
});

test("it tells why the server refused and lets one try again", async () => {
  answers = [
    { kind: "refused", message: "You have 5 runs waiting." },
    { kind: "accepted", run: RUN },
  ];
  const runner = make();
  await runner.start("run");
  expect(byId("panel").textContent).toContain("You have 5 runs waiting.");
  expect(byId("alert").textContent).toBe("You have 5 runs waiting.");
  await runner.start("run");
  expect(submit).toHaveBeenCalledTimes(2);
});

test("it says that nothing was handed in when the server is away", async () => {
  answers = [new TypeError("network")];
  await make().start("submit");
  expect(byId("panel").textContent).toContain("Nothing was handed in");
});

test("it takes up the last run after a reload without announcing it again", () => {
  make().resume(RUN);
  expect(options.isQuietAtFirst).toBe(true);
  tell(aView({ state: "leased", phase: "running" }));
  expect(byId("submit").getAttribute("aria-busy")).toBe("true");
});

test("it stops watching the run before when a new one starts", async () => {
  const runner = make();
  runner.resume(RUN);
  tell(aFinalView());
  await runner.start("submit");
  expect(stop).toHaveBeenCalledTimes(1);
});

test("it hands on how the run is stopped", async () => {
  await make().start("submit");
  expect(options.stop).toEqual({ url: "/submissions/1/cancel", csrf: "token" });
});

test("it says that it waits only when nothing comes for a while", () => {
  vi.useFakeTimers();
  const runner = make();
  runner.resume(RUN);
  expect(byId("panel").textContent).toBe("");
  vi.advanceTimersByTime(400);
  expect(byId("panel").textContent).toBe("Loading your last result.");
  byId("panel").replaceChildren();
  runner.resume(RUN);
  tell(aFinalView());
  vi.advanceTimersByTime(400);
  expect(byId("panel").textContent).toBe("");
  vi.useRealTimers();
});

test("it lets one run again when the last result is gone", () => {
  make().resume(RUN);
  tell(aView());
  options.onGone?.();
  expect(byId("run").hasAttribute("aria-disabled")).toBe(false);
});

test("it makes keys that are random UUIDs", () => {
  const keys = new Set(Array.from({ length: 50 }, newKey));
  expect(keys.size).toBe(50);
  for (const key of keys) {
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
