import type { RunView } from "./model.ts";
import { isFinal } from "./model.ts";

/** Where a run can be followed: as one JSON document, and as a stream of the same documents. */
export interface Source {
  viewUrl: string;
  eventsUrl: string;
}

export interface Listener {
  onView(view: RunView): void;
  /** The server cannot be reached just now; the feed goes on trying. */
  onTrouble(): void;
  /** The server has answered that there is nothing to see here, or nobody signed in: the feed has stopped. */
  onGone(): void;
}

/** What the feed needs of the browser; tests hand in their own. */
export interface Platform {
  fetch: typeof fetch;
  openEvents: ((url: string) => EventSource) | null;
  setTimeout: (run: () => void, milliseconds: number) => number;
  clearTimeout: (timer: number) => void;
  /** Tells when somebody looks again or the network is back; gives the way to stop telling. */
  onReturn: (run: () => void) => () => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
// A stream that opens and breaks again and again is worse than asking.
const MAX_STREAM_ERRORS = 3;
const GONE = [401, 403, 404];

/** A page that was hidden may have slept: what it shows is then as old as its sleep. */
export function onReturn(run: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === "visible") {
      run();
    }
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", look);
  };
}

const browser = (): Platform => ({
  fetch: (...given) => fetch(...given),
  openEvents: typeof EventSource === "undefined" ? null : (url) => new EventSource(url),
  setTimeout: (run, milliseconds) => window.setTimeout(run, milliseconds),
  clearTimeout: (timer) => window.clearTimeout(timer),
  onReturn,
});

/** Follows one run to its end: over server-sent events, and by asking with growing pauses where they do not come through. */
export class Feed {
  #events: EventSource | null = null;
  #timer = 0;
  #delay = FIRST_DELAY_MS;
  #streamErrors = 0;
  #isClosed = false;
  #isAsking = false;
  #forget: () => void = () => undefined;

  constructor(
    private readonly source: Source,
    private readonly listener: Listener,
    private readonly platform: Platform = browser(),
  ) {}

  start(): void {
    this.#forget = this.platform.onReturn(() => this.refresh());
    if (this.platform.openEvents) {
      this.#listen(this.platform.openEvents(this.source.eventsUrl));
    } else {
      void this.#ask();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#forget();
    this.#events?.close();
    this.platform.clearTimeout(this.#timer);
  }

  /** Asks at once, whatever else is under way. */
  refresh(): void {
    this.#delay = FIRST_DELAY_MS;
    void this.#ask();
  }

  get #isStreaming(): boolean {
    return this.#events !== null && this.#events.readyState !== 2;
  }

  #listen(events: EventSource): void {
    this.#events = events;
    events.addEventListener("view", (event) => {
      this.#streamErrors = 0;
      this.#take(JSON.parse((event as MessageEvent<string>).data) as RunView);
    });
    events.addEventListener("end", () => {
      events.close();
      if (!this.#isClosed) {
        // The stream has ended without a final view: ask once more.
        void this.#ask();
      }
    });
    events.addEventListener("error", () => {
      this.#streamErrors += 1;
      // readyState 2 is CLOSED: the server has refused, the browser will not try again.
      if (events.readyState === 2 || this.#streamErrors >= MAX_STREAM_ERRORS) {
        events.close();
        void this.#ask();
      }
    });
  }

  #take(view: RunView): void {
    if (this.#isClosed) {
      return;
    }
    if (isFinal(view)) {
      this.close();
    }
    this.listener.onView(view);
  }

  async #ask(): Promise<void> {
    if (this.#isClosed || this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    this.platform.clearTimeout(this.#timer);
    try {
      await this.#fetch();
    } catch {
      this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
      if (!this.#isClosed) {
        this.listener.onTrouble();
      }
    }
    this.#isAsking = false;
    if (!this.#isClosed && !this.#isStreaming) {
      this.#timer = this.platform.setTimeout(() => void this.#ask(), this.#delay);
    }
  }

  async #fetch(): Promise<void> {
    const reply = await this.platform.fetch(this.source.viewUrl, { headers: { Accept: "application/json" } });
    if (GONE.includes(reply.status) || reply.redirected) {
      const wasClosed = this.#isClosed;
      this.close();
      if (!wasClosed) {
        this.listener.onGone();
      }
      return;
    }
    if (!reply.ok) {
      throw new Error(`status ${reply.status}`);
    }
    this.#delay = Math.min(this.#delay * 1.25, LONGEST_DELAY_MS);
    this.#take((await reply.json()) as RunView);
  }
}
