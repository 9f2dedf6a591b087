import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Clock, clockIn } from "./clock.ts";
import type { ClockAnswer, SittingData } from "./data.ts";
import { MINUTE } from "./time.ts";

const START = Date.parse("2026-11-21T12:00:00Z");
const at = (milliseconds: number): string => new Date(START + milliseconds).toISOString();

let left: HTMLElement;
let answers: (Partial<ClockAnswer> | number | Error)[];
let store: Map<string, string>;
let clocks: Clock[];

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  document.body.replaceChildren();
  for (const id of ["clock-time", "clock-toggle", "clock-notice", "clock-status"]) {
    const made = document.createElement("button");
    made.id = id;
    document.body.append(made);
  }
  left = document.getElementById("clock-time") as HTMLElement;
  answers = [];
  store = new Map();
  clocks = [];
});

afterEach(() => {
  for (const clock of clocks) {
    clock.stop();
  }
  vi.useRealTimers();
});

const data = (minutes: number): SittingData => ({
  id: "s",
  title: "An hour",
  state: "running",
  now: at(0),
  ends_at: at(minutes * MINUTE),
  minutes: 60,
  tasks: [],
  page_url: "/sittings/s",
  clock_url: "/sittings/s/clock.json",
  finish_url: "/sittings/s/finish",
  time_up_url: "/sittings/s/time-up",
});

const said = (): string => document.getElementById("clock-status")?.textContent ?? "";
const noticed = (): boolean => document.getElementById("clock-notice")?.hasAttribute("hidden") === false;

function open(minutes: number, given = data(minutes)) {
  const events: string[] = [];
  const send = vi.fn(async (url: string, how: RequestInit) => {
    events.push(`${how.method} ${url.split("/").at(-1)}`);
    const next = answers.shift() ?? {};
    if (next instanceof Error) {
      throw next;
    }
    const body = { state: "running", now: new Date().toISOString(), ends_at: given.ends_at, waiting: 0 };
    return typeof next === "number" ? new Response("", { status: next }) : Response.json({ ...body, ...next });
  });
  const flush = vi.fn(async () => {
    events.push("flush");
  });
  const leave = vi.fn((url: string) => void events.push(`leave ${url}`));
  const part = (id: string) => document.getElementById(id) as HTMLElement;
  const clock = new Clock({
    data: given,
    csrf: "token",
    parts: {
      time: left,
      toggle: part("clock-toggle"),
      notice: part("clock-notice"),
      status: part("clock-status"),
    },
    flush,
    leave,
    send: send as unknown as typeof fetch,
    memory: { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => void store.set(key, value) },
  });
  clocks.push(clock);
  part("clock-notice").setAttribute("hidden", "");
  clock.start();
  return { clock, send, flush, leave, events };
}

const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

test("it counts down each second and says nothing of it", async () => {
  open(30);
  expect(left.textContent).toBe("30:00");
  await pass(1500);
  expect(left.textContent).toBe("29:59");
  await pass(60_000);
  expect(left.textContent).toBe("28:59");
  expect(said()).toBe("");
});

test("it goes by the server's time and not by the browser's", async () => {
  const given = { ...data(30), now: at(10 * MINUTE) };
  answers = [{ now: at(10 * MINUTE) }];
  open(30, given);
  await pass(0);
  expect(left.textContent).toBe("20:00");
});

test("it asks every half minute, and when the page is shown again", async () => {
  const { send } = open(30);
  await pass(60_000);
  expect(send).toHaveBeenCalledTimes(3);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(send).toHaveBeenCalledTimes(4);
});

test("it warns at ten, five and one minutes, once each", async () => {
  open(10.5);
  await pass(29_000);
  expect(said()).toBe("");
  await pass(1000);
  expect(said()).toContain("10 minutes are left.");
  expect(noticed()).toBe(true);
  (document.querySelector("#clock-notice button") as HTMLButtonElement).click();
  expect(noticed()).toBe(false);
  await pass(5 * MINUTE - 1000);
  expect(noticed()).toBe(false);
  await pass(1000);
  expect(said()).toContain("5 minutes are left.");
  await pass(4 * MINUTE);
  expect(said()).toContain("1 minute is left.");
});

test("it does not repeat a warning after a reload, and gives one that came due meanwhile", async () => {
  open(4).clock.stop();
  expect(said()).toContain("4 minutes are left.");
  (document.getElementById("clock-status") as HTMLElement).textContent = "";
  open(4).clock.stop();
  expect(said()).toBe("");
  await pass(3.5 * MINUTE);
  open(4).clock.stop();
  expect(said()).toContain("1 minute is left.");
});

test("it follows an extension, says so, and warns anew", async () => {
  answers = [{}, { ends_at: at(64 * MINUTE) }];
  open(4);
  await pass(30_000);
  expect(left.textContent).toBe("1:03:30");
  expect(said()).toBe("Your time was extended. 64 minutes are left.");
  expect([...store.keys()]).toEqual([`clock:s:${START + 4 * MINUTE}`]);
});

test("it saves, leaves other windows time, and hands in at the end", async () => {
  answers = [{}, { state: "ended" }];
  const { events } = open(0.1);
  await pass(6000);
  expect(said()).toContain("Time is up.");
  expect(events).toEqual(["GET clock.json", "flush"]);
  await pass(2000);
  expect(events.slice(2)).toEqual(["flush", "POST time-up", "leave /sittings/s"]);
  expect(left.textContent).toBe("00:00");
});

test("it sends the form token at the end", async () => {
  answers = [{}, { state: "ended" }];
  const { send } = open(0.1);
  await pass(8000);
  const [, how] = send.mock.calls.at(-1) as [string, RequestInit];
  expect((how.headers as Record<string, string>)["X-CSRFToken"]).toBe("token");
});

test("it goes on when somebody has added time at the last moment", async () => {
  answers = [{}, { ends_at: at(5 * MINUTE) }];
  const { leave } = open(0.1);
  await pass(8100);
  expect(leave).not.toHaveBeenCalled();
  expect(left.textContent).toBe("04:52");
});

test("it tries again when the server does not answer at the end", async () => {
  answers = [{}, new TypeError("network"), 503, { state: "ended" }];
  const { leave } = open(0.1);
  await pass(8100);
  expect(said()).toContain("does not answer");
  await pass(10_000);
  expect(leave).toHaveBeenCalledWith("/sittings/s");
});

test("it leaves for a page that says more when its user was signed out", async () => {
  answers = [{}, 401];
  const { leave } = open(0.1);
  await pass(8100);
  expect(leave).toHaveBeenCalledWith("/sittings/s");
});

test("it leaves when the session was finished elsewhere", async () => {
  answers = [{}, { state: "ended" }];
  const { leave, flush } = open(30);
  await pass(30_000);
  expect(leave).toHaveBeenCalledWith("/sittings/s");
  expect(flush).not.toHaveBeenCalled();
});

test("it goes on without the server", async () => {
  answers = [new TypeError("network"), 500];
  open(30);
  await pass(30_000);
  expect(left.textContent).toBe("29:30");
});

test("it can be hidden, also over a reload, and still warns", async () => {
  const { clock } = open(10.1);
  document.getElementById("clock-toggle")?.click();
  expect(left.textContent).toBe("Time hidden");
  clock.stop();
  open(10.1);
  expect(left.textContent).toBe("Time hidden");
  await pass(7000);
  expect(noticed()).toBe(true);
  document.getElementById("clock-toggle")?.click();
  expect(left.textContent).toBe("09:59");
});

test("it shows its mood to the style sheet", async () => {
  open(5.5);
  expect(document.body.dataset.mood).toBe("calm");
  await pass(31_000);
  expect(document.body.dataset.mood).toBe("late");
});

test("it lives without a memory", () => {
  store.get = () => {
    throw new Error("storage is off");
  };
  open(4);
  expect(said()).toContain("4 minutes");
});

test("it starts only where a page has its parts and an end", () => {
  const parts = { csrf: "", flush: async () => undefined, leave: () => undefined };
  expect(clockIn(document, { ...data(5), ends_at: null }, parts)).toBeNull();
  left.remove();
  expect(clockIn(document, data(5), parts)).toBeNull();
});
