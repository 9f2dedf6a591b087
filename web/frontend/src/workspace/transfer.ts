import type { Desk } from "./desk.ts";

/** Download as zip, upload of files or a zip. */
export function startTransfer(_desk: Desk): void {}
