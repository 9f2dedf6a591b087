import { beforeEach, expect, test, vi } from "vitest";
import { Stopwatch } from "./stopwatch.ts";

beforeEach(() => sessionStorage.clear());

test("it counts each phase from where it was seen to begin", () => {
  const watch = new Stopwatch("run", 1000);
  watch.see("queued", 1010);
  watch.see("preparing", 1500);
  watch.see("running", 1700);
  expect(watch.phasesMs(2000)).toEqual({ queued: 500, preparing: 200, running: 300 });
  expect(watch.totalMs(2000)).toBe(1000);
});

test("it goes on where it was after a reload", () => {
  new Stopwatch("run", 1000).see("queued", 1000);
  const later = new Stopwatch("run", 5000);
  later.see("queued", 5000);
  later.see("preparing", 5100);
  expect(later.phasesMs(5200)).toEqual({ queued: 4100, preparing: 100 });
  expect(later.totalMs(5200)).toBe(4200);
});

test("it says nothing of a phase whose beginning it has not seen", () => {
  const watch = new Stopwatch("run", 90_000, 10_000);
  watch.see("starting", 90_000);
  expect(watch.phasesMs(91_000)).toEqual({});
  expect(watch.totalMs(91_000)).toBe(81_000);
  watch.see("running", 92_000);
  expect(watch.phasesMs(93_000)).toEqual({ running: 1000 });
});

test("it begins anew when a run is tried again", () => {
  const watch = new Stopwatch("run", 0);
  watch.see("preparing", 0);
  watch.see("running", 1000);
  watch.see("queued", 2000);
  watch.see("preparing", 3000);
  expect(watch.phasesMs(3500)).toEqual({ queued: 1000, preparing: 500 });
});

test("it never counts backwards when the clock is set", () => {
  const watch = new Stopwatch("run", 5000);
  watch.see("queued", 5000);
  expect(watch.phasesMs(4000)).toEqual({ queued: 0 });
  expect(watch.totalMs(4000)).toBe(0);
});

test("it counts without storage", () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new Error("off");
  });
  const watch = new Stopwatch("run", 10);
  watch.see("queued", 10);
  expect(watch.totalMs(30)).toBe(20);
});
