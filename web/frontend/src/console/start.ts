import type { Desk } from "../workspace/desk.ts";

/** The request console, and the SQL console of query problems. */
export function startConsole(_desk: Desk): void {}
