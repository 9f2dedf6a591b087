import type { Answer, Command, ConsoleView, Exchange, Reply, Rows, Schema } from "./model.ts";
import type { Platform } from "./session.ts";
import { EMPTY, type Snapshot } from "./snapshot.ts";
import { type Address, Refused, Wire } from "./wire.ts";

/** Consoles for tests: a server of a few lines, and a browser whose time stands still. */
export const REQUEST: Command = { type: "request", method: "GET", path: "/items", headers: {}, body: "" };

export function aView(changes: Partial<ConsoleView> = {}): ConsoleView {
  return {
    id: "c1",
    state: "leased",
    place: null,
    phase: "ready",
    label: "",
    sentence: "",
    log: "",
    is_final: false,
    answers: [],
    idle_seconds: 120,
    ...changes,
  };
}

export const ENDED = aView({ state: "done", phase: "", is_final: true, label: "Ended", sentence: "It was idle." });

export function aReply(changes: Partial<Reply> = {}): Reply {
  return {
    type: "reply",
    status: 200,
    reason: "OK",
    headers: [["Content-Type", "application/json"]],
    body: '{"items":[]}',
    is_binary: false,
    is_cut: false,
    bytes: 12,
    ms: 4,
    log: "",
    ...changes,
  };
}

export function someRows(changes: Partial<Rows> = {}): Rows {
  return {
    type: "rows",
    columns: [
      { name: "id", type: "integer" },
      { name: "name", type: "text" },
    ],
    rows: [
      [1, "Ada"],
      [2, null],
    ],
    row_count: 2,
    is_cut: false,
    touched: null,
    ms: 3,
    log: "",
    ...changes,
  };
}

export const SCHEMA: Schema = {
  type: "schema",
  tables: [
    {
      name: "orders",
      columns: [
        { name: "id", type: "bigint", is_nullable: false, default: null },
        { name: "note", type: "text", is_nullable: true, default: "''::text" },
      ],
      keys: ["PRIMARY KEY (id)"],
      indexes: ["orders_pkey"],
      rows: 3,
    },
    { name: "Odd name", columns: [], keys: [], indexes: [], rows: 1 },
  ],
  ms: 2,
  log: "",
};

export function exchange(number: number, answer: Answer | null = aReply(), command: Command = REQUEST): Exchange {
  return { number, command, answer };
}

export function aSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return { ...EMPTY, stage: "ready", started: { stack: "python-flask", files: { "app.py": "x" } }, ...changes };
}

type Views = (ConsoleView | Error)[];

/** Gives the views in turn, the last one for ever; notes what it was asked. */
export class FakeWire extends Wire {
  asked: string[] = [];
  afters: number[] = [];
  views: Views = [aView()];
  refusal: Error | null = null;
  #opened = 0;

  constructor() {
    super("/consoles", "token");
  }

  override async open(stack: string): Promise<Address> {
    this.#note(`open ${stack}`);
    this.#opened += 1;
    const base = `/consoles/${this.#opened}`;
    return { view_url: `${base}.json`, ask_url: `${base}/commands`, close_url: `${base}/close` };
  }

  override async view(_address: Address, after: number): Promise<ConsoleView> {
    this.afters.push(after);
    const next = this.views.length > 1 ? this.views.shift() : this.views[0];
    if (next instanceof Error || !next) {
      throw next ?? new TypeError("network");
    }
    return next;
  }

  override async ask(_address: Address, command: Command): Promise<number> {
    this.#note(`ask ${command.type}`);
    return this.asked.filter((what) => what.startsWith("ask")).length;
  }

  override async close(): Promise<void> {
    this.#note("close");
  }

  #note(what: string): void {
    this.asked.push(what);
    if (this.refusal) {
      throw this.refusal;
    }
  }
}

export const GONE = new Refused("There is nothing here", 404);

export class FakePlatform implements Platform {
  timers = new Map<number, { run: () => void; milliseconds: number }>();
  hidden = false;
  comeBack = (): void => undefined;
  #last = 0;

  setTimeout = (run: () => void, milliseconds: number): number => {
    this.#last += 1;
    this.timers.set(this.#last, { run, milliseconds });
    return this.#last;
  };
  clearTimeout = (timer: number): void => void this.timers.delete(timer);
  isHidden = (): boolean => this.hidden;
  onReturn = (run: () => void): (() => void) => {
    this.comeBack = run;
    return () => undefined;
  };
  storage = (): Storage => sessionStorage;

  /** How long the next look is away; null when none is planned. */
  get pause(): number | null {
    return [...this.timers.values()].at(-1)?.milliseconds ?? null;
  }

  /** Lets the planned time pass, and everything that follows from it. */
  async turn(times = 1): Promise<void> {
    for (let done = 0; done < times; done += 1) {
      const [id, timer] = [...this.timers].at(-1) ?? [];
      if (id !== undefined) {
        this.timers.delete(id);
        timer?.run();
      }
      await settle();
    }
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
}
