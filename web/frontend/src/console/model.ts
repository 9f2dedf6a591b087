/** What a console is asked and what it answers, as the server writes it. Text in answers comes from strangers. */
export interface RequestCommand {
  type: "request";
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface StatementCommand {
  type: "sql" | "plan";
  sql: string;
}

export type Command = RequestCommand | StatementCommand | { type: "schema" };

interface Measured {
  ms: number;
  log: string; // what the service printed since the answer before
}

export interface Reply extends Measured {
  type: "reply";
  status: number;
  reason: string;
  headers: [name: string, value: string][];
  body: string;
  is_binary: boolean;
  is_cut: boolean;
  bytes: number; // of the whole body
}

export type Scalar = string | number | boolean | null;

export interface Rows extends Measured {
  type: "rows";
  columns: { name: string; type: string }[];
  rows: Scalar[][];
  row_count: number;
  is_cut: boolean;
  touched: number | null;
}

export interface Plan extends Measured {
  type: "plan";
  lines: string[];
}

export interface Table {
  name: string;
  columns: { name: string; type: string; is_nullable: boolean; default: string | null }[];
  keys: string[];
  indexes: string[];
  rows: number;
}

export interface Schema extends Measured {
  type: "schema";
  tables: Table[];
}

export interface Failure extends Measured {
  type: "error";
  error: string;
}

export type Answer = Reply | Rows | Plan | Schema | Failure;

/** A command with its answer, once there is one. */
export interface Exchange {
  number: number;
  command: Command;
  answer: Answer | null;
}

export interface ConsoleView {
  id: string;
  state: "queued" | "leased" | "done" | "quarantined" | "cancelled";
  place: number | null;
  phase: "" | "preparing" | "starting" | "ready";
  label: string;
  sentence: string;
  log: string; // at its end
  is_final: boolean;
  answers: Exchange[];
  idle_seconds: number;
}

export const STAGES = ["queued", "preparing", "starting", "ready"] as const;
export type Stage = "idle" | (typeof STAGES)[number] | "ended";

export function stageOf(view: ConsoleView): Stage {
  if (view.is_final) {
    return "ended";
  }
  return view.state === "queued" ? "queued" : view.phase || "preparing";
}

/** How much text, as people read it. */
export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

/** How many rows, and of how many. */
export function rowsIn(answer: Rows): string {
  if (answer.touched !== null && answer.columns.length === 0) {
    return `${answer.touched} ${answer.touched === 1 ? "row" : "rows"} touched`;
  }
  const shown = answer.rows.length;
  if (answer.row_count > shown) {
    return `${shown} of ${answer.row_count} rows`;
  }
  return `${answer.is_cut ? "the first " : ""}${shown} ${shown === 1 ? "row" : "rows"}`;
}

/** An answer in a few words; `command` is what was asked. */
export function summary(answer: Answer, command: Command): string {
  switch (answer.type) {
    case "reply":
      return `${answer.status} ${answer.reason}`.trim();
    case "rows":
      return rowsIn(answer);
    case "plan":
      return "Plan";
    case "schema":
      return "Tables";
    case "error":
      return command.type === "request" ? "No answer" : "Error";
  }
}
