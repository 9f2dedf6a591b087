/** Times are told relative to now, in words; the exact one, local and UTC, stands in the title. */
const STEPS: [limitSeconds: number, unitSeconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, "second"],
  [90 * 60, 60, "minute"],
  [36 * 3600, 3600, "hour"],
  [14 * 86400, 86400, "day"],
];

const LOCALE = "en";

export function relative(then: number, now: number): string {
  const seconds = Math.round((then - now) / 1000);
  if (Math.abs(seconds) < 10) {
    return "just now";
  }
  for (const [limit, size, unit] of STEPS) {
    if (Math.abs(seconds) < limit) {
      return new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" }).format(Math.round(seconds / size), unit);
    }
  }
  return new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" }).format(then);
}

export function exact(then: number): string {
  const local = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "medium" }).format(then);
  return `${local} (${new Date(then).toISOString().slice(0, 19).replace("T", " ")} UTC)`;
}

/** Hours and minutes in the reader's zone, as the editor shows when it saved. */
export function clock(then: number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(then);
}

/** A duration as people read it: 12 ms, 3.4 s, 2 min 05 s. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
}

export function startTimes(root: ParentNode, now: number): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    const then = Date.parse(element.dateTime);
    if (!Number.isNaN(then)) {
      element.textContent = relative(then, now);
      element.title = exact(then);
    }
  }
}
