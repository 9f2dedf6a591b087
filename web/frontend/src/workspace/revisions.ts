import type { Desk } from "./desk.ts";

/** Earlier states of the draft. */
export function startRevisions(_desk: Desk): void {}
