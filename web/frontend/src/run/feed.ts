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
}

/** What the feed needs of the browser; tests hand in their own. */
export interface Platform {
  fetch: typeof fetch;
  openEvents: ((url: string) => EventSource) | null;
  setTimeout: (run: () => void, milliseconds: number) => number;
  clearTimeout: (timer: number) => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
// A stream that opens and breaks again and again is worse than asking.
const MAX_STREAM_ERRORS = 3;

const browser = (): Platform => ({
  fetch: (...given) => fetch(...given),
  openEvents: typeof EventSource === "undefined" ? null : (url) => new EventSource(url),
  setTimeout: (run, milliseconds) => window.setTimeout(run, milliseconds),
  clearTimeout: (timer) => window.clearTimeout(timer),
});

/** Follows one run to its end: over server-sent events, and by asking with growing pauses where they do not come through. */
export class Feed {
  #events: EventSource | null = null;
  #timer = 0;
  #delay = FIRST_DELAY_MS;
  #streamErrors = 0;
  #isClosed = false;

  constructor(
    private readonly source: Source,
    private readonly listener: Listener,
    private readonly platform: Platform = browser(),
  ) {}

  start(): void {
    if (this.platform.openEvents) {
      this.#listen(this.platform.openEvents(this.source.eventsUrl));
    } else {
      void this.#ask();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#events?.close();
    this.platform.clearTimeout(this.#timer);
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
    if (this.#isClosed) {
      return;
    }
    try {
      const reply = await this.platform.fetch(this.source.viewUrl, { headers: { Accept: "application/json" } });
      if (!reply.ok) {
        throw new Error(`status ${reply.status}`);
      }
      this.#delay = Math.min(this.#delay * 1.25, LONGEST_DELAY_MS);
      this.#take((await reply.json()) as RunView);
    } catch {
      this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
      if (!this.#isClosed) {
        this.listener.onTrouble();
      }
    }
    if (!this.#isClosed) {
      this.#timer = this.platform.setTimeout(() => void this.#ask(), this.#delay);
    }
  }
}
