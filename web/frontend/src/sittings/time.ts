/** What the clock of a timed session says, and when it says more. All in milliseconds. */
export const MINUTE = 60_000;
const WARNINGS = [1, 5, 10]; // minutes

/** Hours, minutes and seconds that are left, the begun second counted: it shows 0:00 only when nothing is left. */
export function shown(left: number): string {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

export function words(left: number): string {
  const minutes = Math.ceil(left / MINUTE);
  return minutes === 1 ? "1 minute is left." : `${minutes} minutes are left.`;
}

/** The warning that is due now: the last one that was passed, unless it or a later one was given before. */
export function dueWarning(left: number, length: number, given: number | null): number | null {
  if (left <= 0) {
    return null;
  }
  const passed = WARNINGS.find((minutes) => left <= minutes * MINUTE);
  // A session of ten minutes does not begin with a warning.
  if (passed === undefined || passed * MINUTE >= length || (given !== null && given <= passed)) {
    return null;
  }
  return passed;
}

/** How close the end is, for the colour of the clock. */
export function mood(left: number): "calm" | "late" | "last" {
  return left > 5 * MINUTE ? "calm" : left > MINUTE ? "late" : "last";
}

/** How far the server's clock is ahead of ours; the answer was written about halfway between asking and hearing. */
export function ahead(serverNow: string, asked: number, heard: number): number {
  return Date.parse(serverNow) - (asked + heard) / 2;
}
