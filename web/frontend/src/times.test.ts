import { expect, test } from "vitest";
import { duration, exact, relative, startTimes } from "./times.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const ago = (seconds: number): string => relative(NOW - seconds * 1000, NOW);

test("it tells how long ago something was in the largest fitting unit", () => {
  expect(ago(3)).toBe("just now");
  expect(ago(40)).toBe("40 seconds ago");
  expect(ago(5 * 60)).toBe("5 minutes ago");
  expect(ago(3 * 3600)).toBe("3 hours ago");
  expect(ago(3 * 86400)).toBe("3 days ago");
});

test("it tells the date once a distance says nothing any more", () => {
  expect(ago(40 * 86400)).toBe("Oct 12, 2026");
});

test("it puts UTC into the exact time", () => {
  expect(exact(NOW)).toContain("(2026-11-21 12:00:00 UTC)");
});

test("it writes durations in the unit that people read", () => {
  expect(duration(12)).toBe("12 ms");
  expect(duration(3449)).toBe("3.4 s");
  expect(duration(125_000)).toBe("2 min 05 s");
});

test("it rewrites the page's times and leaves what it cannot read", () => {
  document.body.innerHTML = '<time datetime="2026-11-21T11:55:00+00:00">21 Nov</time><time datetime="soon">soon</time>';
  startTimes(document, NOW);
  const [first, second] = document.querySelectorAll("time");
  expect(first?.textContent).toBe("5 minutes ago");
  expect(first?.title).toContain("2026-11-21 11:55:00 UTC");
  expect(second?.textContent).toBe("soon");
});
