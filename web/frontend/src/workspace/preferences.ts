import type { Desk } from "./desk.ts";

/** Font size, key bindings and shortcuts of the editor. */
export function startPreferences(_desk: Desk): void {}
