import { onReturn } from "../run/feed.ts";
import type { Files } from "../workspace/data.ts";
import { newKey } from "../workspace/runner.ts";
import { type Kept, Memory } from "./memory.ts";
import { type Command, type ConsoleView, type Exchange, stageOf } from "./model.ts";
import { EMPTY, type Snapshot } from "./snapshot.ts";
import { type Address, Refused, type Wire } from "./wire.ts";

/** What the session needs of the browser; tests hand in their own. */
export interface Platform {
  setTimeout: (run: () => void, milliseconds: number) => number;
  clearTimeout: (timer: number) => void;
  isHidden: () => boolean;
  onReturn: (run: () => void) => () => void;
  storage: () => Storage | null;
}

const FAST_MS = 200;
const LESS_FAST_MS = 500; // once it has been asked often and nothing was new
const PATIENCE = 25;
const IDLE_MS = 3000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;
const UNREACHED = "The server could not be reached. Try again.";
const LOST: Pick<Snapshot, "label" | "sentence"> = {
  label: "Lost",
  sentence: "This console cannot be reached any more. You may be signed out.",
};

const browser = (): Platform => ({
  setTimeout: (run, milliseconds) => window.setTimeout(run, milliseconds),
  clearTimeout: (timer) => window.clearTimeout(timer),
  isHidden: () => document.visibilityState === "hidden",
  onReturn,
  storage: () => {
    try {
      return sessionStorage;
    } catch {
      return null;
    }
  },
});

/** Opens, follows, asks and closes; tells each change as a whole snapshot. */
export class Session {
  snapshot: Snapshot = EMPTY;
  #address: Address | null = null;
  #exchanges = new Map<number, Exchange>();
  #timer = 0;
  #pollOf: Address | null = null; // whose answer is on its way
  #polls = 0; // in a row without news
  #retry = FIRST_RETRY_MS;
  #wasStopped = false;
  readonly #memory: Memory;
  readonly #forget: () => void;

  constructor(
    private readonly wire: Wire,
    name: string,
    private readonly onChange: (snapshot: Snapshot, before: Snapshot) => void,
    private readonly platform: Platform = browser(),
  ) {
    this.#memory = new Memory(platform.storage(), `console:${name}`);
    this.#forget = platform.onReturn(() => this.#hurry());
  }

  /** Takes up the console that this tab had open before a reload, if it is still there. */
  resume(): void {
    const kept = this.#memory.read();
    if (kept) {
      this.#follow(kept);
    }
  }

  /** Opens a console; one that runs is closed by the server, and goes on if the new one is refused. */
  async start(stack: string, files: Files): Promise<void> {
    if (this.snapshot.isOpening) {
      return;
    }
    this.#set({ isOpening: true, error: "" });
    try {
      const address = await this.wire.open(stack, files, newKey());
      this.#memory.write({ address, stack, files });
      this.#follow({ address, stack, files });
    } catch (error) {
      this.#set({ isOpening: false, error: words(error) });
    }
  }

  /** Whether the command was taken. */
  async ask(command: Command): Promise<boolean> {
    const address = this.#address;
    if (!address || this.snapshot.isAsking || this.snapshot.stage === "ended") {
      return false;
    }
    this.#set({ isAsking: true, error: "" });
    try {
      const number = await this.wire.ask(address, command);
      if (address === this.#address && !this.#exchanges.has(number)) {
        this.#exchanges.set(number, { number, command, answer: null });
      }
      this.#set({ isAsking: false, exchanges: this.#inOrder() });
      return true;
    } catch (error) {
      this.#set({ isAsking: false, error: words(error) });
      return false;
    } finally {
      this.#hurry();
    }
  }

  async stop(): Promise<void> {
    if (this.#address) {
      this.#wasStopped = true;
      try {
        await this.wire.close(this.#address);
        this.#hurry();
      } catch (error) {
        this.#wasStopped = false;
        this.#set({ error: words(error) });
      }
    }
  }

  dispose(): void {
    this.#leave();
    this.#forget();
  }

  #follow({ address, stack, files }: Kept): void {
    this.#leave();
    this.#address = address;
    this.#set({ ...EMPTY, stage: "queued", started: { stack, files } });
    void this.#poll();
  }

  #leave(): void {
    this.platform.clearTimeout(this.#timer);
    this.#address = null;
    this.#exchanges = new Map();
    this.#polls = 0;
    this.#wasStopped = false;
  }

  #hurry(): void {
    this.#polls = 0;
    this.#retry = FIRST_RETRY_MS;
    void this.#poll();
  }

  async #poll(): Promise<void> {
    const address = this.#address;
    this.platform.clearTimeout(this.#timer);
    if (!address || address === this.#pollOf || this.snapshot.stage === "ended") {
      return;
    }
    this.#pollOf = address;
    try {
      const view = await this.wire.view(address, this.#lastAnswered());
      if (address === this.#address) {
        this.#take(view);
      }
    } catch (error) {
      if (address === this.#address) {
        this.#stumble(error);
      }
    }
    if (this.#pollOf === address) {
      this.#pollOf = null;
    }
    if (address === this.#address) {
      this.#plan();
    }
  }

  #plan(): void {
    if (this.snapshot.stage === "ended" || this.platform.isHidden()) {
      return; // onReturn asks again once somebody looks
    }
    this.platform.clearTimeout(this.#timer);
    this.#timer = this.platform.setTimeout(() => void this.#poll(), this.#pause());
  }

  #pause(): number {
    if (this.snapshot.isInTrouble) {
      return this.#retry;
    }
    const isPending = this.snapshot.exchanges.some((exchange) => exchange.answer === null);
    if (this.snapshot.stage === "ready" && !isPending && this.#polls > 0) {
      return IDLE_MS;
    }
    return this.#polls > PATIENCE ? LESS_FAST_MS : FAST_MS;
  }

  #take(view: ConsoleView): void {
    const stage = stageOf(view);
    const isNews = stage !== this.snapshot.stage || view.answers.some((exchange) => exchange.answer !== null);
    this.#polls = isNews ? 0 : this.#polls + 1;
    this.#retry = FIRST_RETRY_MS;
    for (const exchange of view.answers) {
      this.#exchanges.set(exchange.number, exchange);
    }
    if (stage === "ended") {
      this.#memory.clear();
    }
    this.#set({
      stage,
      place: view.place,
      label: view.label,
      sentence: this.#wasStopped && stage === "ended" ? "You stopped it." : view.sentence,
      log: view.log,
      exchanges: isNews || view.answers.length > 0 ? this.#inOrder() : this.snapshot.exchanges,
      isInTrouble: false,
    });
  }

  #stumble(error: unknown): void {
    if (error instanceof Refused && error.isGone) {
      this.#memory.clear();
      this.#set({ stage: "ended", ...LOST, isInTrouble: false });
    } else {
      this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY_MS);
      this.#set({ isInTrouble: true });
    }
  }

  /** Commands are answered one after the other, so everything up to the last answer is known. */
  #lastAnswered(): number {
    return Math.max(0, ...this.#inOrder().flatMap(({ number, answer }) => (answer ? [number] : [])));
  }

  #inOrder(): Exchange[] {
    return [...this.#exchanges.values()].sort((one, other) => one.number - other.number);
  }

  #set(changes: Partial<Snapshot>): void {
    const before = this.snapshot;
    this.snapshot = { ...before, ...changes };
    this.onChange(this.snapshot, before);
  }
}

function words(error: unknown): string {
  return error instanceof Refused ? error.message : UNREACHED;
}
