import type { Desk } from "./desk.ts";

/** The clock of a timed session; does nothing in practice. */
export function startClock(_desk: Desk): void {}
