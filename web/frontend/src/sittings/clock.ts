import { button, element, icon } from "../workspace/dom.ts";
import type { ClockAnswer, SittingData } from "./data.ts";
import { ahead, dueWarning, MINUTE, mood, shown, words } from "./time.ts";

/** The clock of a timed session. The server's time rules: it is asked again and again, and the end may move. */
export interface ClockParts {
  time: HTMLElement; // role="timer", so that it is read when asked for and not each second
  toggle: HTMLElement;
  notice: HTMLElement;
  status: HTMLElement; // role="status"
}

export interface ClockOptions {
  data: SittingData;
  csrf: string;
  parts: ClockParts;
  flush: () => Promise<void>; // saves what the editor holds
  leave: (url: string) => void;
  send?: typeof fetch;
  now?: () => number;
  memory?: Pick<Storage, "getItem" | "setItem"> | null;
  pause?: (milliseconds: number) => Promise<void>;
}

const POLL_MS = 30_000;
// Other windows of this session save their last words meanwhile; the server's grace is longer.
const GATHER_MS = 2000;
const RETRY_MS = 5000;

export class Clock {
  #endsAt: number;
  #ahead: number;
  #ticking = 0;
  #polling = 0;
  #isOver = false;
  #isHidden: boolean;
  readonly #send: typeof fetch;
  readonly #now: () => number;
  readonly #memory: Pick<Storage, "getItem" | "setItem"> | null;
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor(private readonly options: ClockOptions) {
    this.#send = options.send ?? ((...given) => fetch(...given));
    this.#now = options.now ?? (() => Date.now());
    this.#memory = options.memory ?? null;
    this.#pause = options.pause ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
    this.#endsAt = Date.parse(options.data.ends_at ?? "");
    this.#ahead = ahead(options.data.now, this.#now(), this.#now());
    this.#isHidden = this.#recall("clock:hidden") === "yes";
    options.parts.toggle.addEventListener("click", () => this.#toggle());
  }

  get left(): number {
    return this.#endsAt - (this.#now() + this.#ahead);
  }

  start(): void {
    this.#tick();
    this.#polling = window.setInterval(() => void this.look(), POLL_MS);
    // The page may be minutes old when it is shown again, and its timers may have slept.
    for (const [target, kind] of [
      [document, "visibilitychange"],
      [window, "pageshow"],
      [window, "online"],
    ] as const) {
      target.addEventListener(kind, () => {
        if (document.visibilityState === "visible") {
          void this.look();
        }
      });
    }
    void this.look();
  }

  stop(): void {
    window.clearTimeout(this.#ticking);
    window.clearInterval(this.#polling);
  }

  /** Asks the server for the time. Without an answer the clock goes on by what it knows. */
  async look(): Promise<void> {
    const asked = this.#now();
    const answer = await this.#ask(this.options.data.clock_url, "GET");
    if (typeof answer === "object") {
      this.#take(answer, asked);
    }
  }

  #take(answer: ClockAnswer, asked: number): void {
    if (answer.state === "ended" || answer.ends_at === null) {
      this.stop();
      this.options.leave(this.options.data.page_url);
      return;
    }
    this.#ahead = ahead(answer.now, asked, this.#now());
    const endsAt = Date.parse(answer.ends_at);
    const isLonger = endsAt > this.#endsAt;
    this.#endsAt = endsAt;
    if (isLonger) {
      this.#say(`Your time was extended. ${words(this.left)}`);
    }
    this.#tick();
  }

  #tick(): void {
    window.clearTimeout(this.#ticking);
    this.#draw();
    if (this.left <= 0) {
      void this.#end();
      return;
    }
    const warning = dueWarning(this.left, this.options.data.minutes * MINUTE, this.#given());
    if (warning !== null) {
      this.#remember(this.#warningKey(), String(warning));
      this.#say(`${words(this.left)} What is saved at the end is handed in.`);
    }
    this.#ticking = window.setTimeout(() => this.#tick(), this.left % 1000 || 1000);
  }

  /** Saves, leaves other windows a moment to do so, and asks the server to close; in the end it does so by itself. */
  async #end(): Promise<void> {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#say("Time is up. What you wrote is being saved and handed in.", true);
    await this.options.flush();
    await this.#pause(GATHER_MS);
    await this.options.flush();
    for (;;) {
      const asked = this.#now();
      const answer = await this.#ask(this.options.data.time_up_url, "POST");
      if (typeof answer === "object") {
        this.#isOver = false;
        this.#take(answer, asked);
        return;
      }
      if (answer === "refused") {
        this.stop();
        this.options.leave(this.options.data.page_url); // signed out, most likely: the page says what is to be done
        return;
      }
      this.#say("Time is up. The server does not answer; it hands in by itself what was saved. Trying again.", true);
      await this.#pause(RETRY_MS);
    }
  }

  async #ask(url: string, method: string): Promise<ClockAnswer | "refused" | "silent"> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method === "POST") {
      Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.options.csrf });
    }
    try {
      const reply = await this.#send(url, { method, headers, ...(method === "POST" ? { body: "{}" } : {}) });
      if (reply.ok) {
        return (await reply.json()) as ClockAnswer;
      }
      return reply.status < 500 && reply.status !== 429 ? "refused" : "silent";
    } catch {
      return "silent";
    }
  }

  #draw(): void {
    const { time, toggle } = this.options.parts;
    const text = this.#isHidden ? "Time hidden" : shown(this.left);
    if (time.textContent !== text) {
      time.textContent = text;
    }
    time.parentElement?.setAttribute("data-mood", this.#isHidden ? "calm" : mood(this.left));
    toggle.setAttribute("aria-pressed", String(this.#isHidden));
  }

  #say(sentence: string, isLasting = false): void {
    const { notice, status } = this.options.parts;
    status.textContent = sentence;
    const close = button("Close", () => notice.setAttribute("hidden", ""), "button-quiet");
    notice.replaceChildren(icon("clock"), element("p", {}, sentence), ...(isLasting ? [] : [close]));
    notice.removeAttribute("hidden");
  }

  #toggle(): void {
    this.#isHidden = !this.#isHidden;
    this.#remember("clock:hidden", this.#isHidden ? "yes" : "no");
    this.#draw();
  }

  /** A warning belongs to an end: when that moves, warnings are given again. */
  #warningKey(): string {
    return `clock:${this.options.data.id}:${this.#endsAt}`;
  }

  #given(): number | null {
    const given = this.#recall(this.#warningKey());
    return given === null ? null : Number(given);
  }

  #recall(key: string): string | null {
    try {
      return this.#memory?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  #remember(key: string, value: string): void {
    try {
      this.#memory?.setItem(key, value);
    } catch {
      // storage is full or off: a warning may come twice
    }
  }
}

/** The clock in a page that has one. */
export function clockIn(
  root: Document,
  data: SittingData,
  options: Pick<ClockOptions, "csrf" | "flush" | "leave">,
): Clock | null {
  const ids = ["clock-time", "clock-toggle", "clock-notice", "clock-status"];
  const [time, toggle, notice, status] = ids.map((id) => root.getElementById(id));
  if (!time || !toggle || !notice || !status || !data.ends_at) {
    return null;
  }
  const clock = new Clock({ ...options, data, parts: { time, toggle, notice, status }, memory: tabMemory() });
  clock.start();
  return clock;
}

/** Kept over a reload of this tab: another tab gives the warnings for itself, since it may be the one that is seen. */
function tabMemory(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
