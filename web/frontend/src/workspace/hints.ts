import type { Desk } from "./desk.ts";

/** Hints that are asked for. */
export function startHints(_desk: Desk): void {}
