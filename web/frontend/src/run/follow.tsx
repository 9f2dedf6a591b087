import { render } from "preact";
import { Feed, type Source } from "./feed.ts";
import type { RunView } from "./model.ts";
import { announcement, isFinal, phaseOf } from "./model.ts";
import { Panel } from "./panel.tsx";

const TICK_MS = 100;

/** Where the panel is drawn and who is told. */
export interface Place {
  panel: HTMLElement;
  status: HTMLElement | null; // role=status: one sentence per phase
  alert: HTMLElement | null; // role=alert: a failure only
}

export interface FollowOptions {
  onView?: (view: RunView) => void;
  /** When the run was handed in, where the page knows. */
  startedAt?: number;
  /** The result of an earlier run, shown again after a reload, is no news. */
  isQuietAtFirst?: boolean;
}

/** The start of a run survives a reload, so that the elapsed time does not begin anew. */
function startOf(runId: string, now: number): number {
  const key = `run-start:${runId}`;
  try {
    const known = Number(sessionStorage.getItem(key));
    if (known > 0) {
      return known;
    }
    sessionStorage.setItem(key, String(now));
  } catch {
    // storage is off: the time counts from here
  }
  return now;
}

export class Follower {
  #view: RunView | null = null;
  #startedAt = 0;
  #isInTrouble = false;
  #said = "";
  #tick = 0;
  readonly #feed: Feed;
  readonly #root = document.createElement("div");

  constructor(
    private readonly place: Place,
    source: Source,
    private readonly options: FollowOptions = {},
  ) {
    this.#feed = new Feed(source, {
      onView: (view) => this.#take(view),
      onTrouble: () => {
        this.#isInTrouble = true;
        this.#draw();
      },
    });
  }

  start(): void {
    this.#feed.start();
    this.#tick = window.setInterval(() => this.#draw(), TICK_MS);
  }

  stop(): void {
    this.#feed.close();
    window.clearInterval(this.#tick);
  }

  #take(view: RunView): void {
    const isFirst = this.#view === null;
    if (isFirst) {
      this.#startedAt = this.options.startedAt || startOf(view.run_id, Date.now());
      // What the server has drawn, and what another run has left, makes way. The panel has an element of its own:
      // its library would look for what it drew before, and that is gone.
      this.place.panel.replaceChildren(this.#root);
    }
    this.#view = view;
    this.#isInTrouble = false;
    if (isFinal(view)) {
      this.stop();
    }
    this.#draw();
    if (!(isFirst && this.options.isQuietAtFirst && isFinal(view))) {
      this.#announce(view);
    }
    this.options.onView?.(view);
  }

  #announce(view: RunView): void {
    const stage = isFinal(view) ? "final" : phaseOf(view);
    if (stage === this.#said) {
      return;
    }
    this.#said = stage;
    const sentence = announcement(view);
    const isFailure = isFinal(view) && view.verdict !== "passed";
    const target = isFailure ? this.place.alert : this.place.status;
    if (target) {
      target.textContent = sentence;
    }
  }

  #draw(): void {
    if (this.#view) {
      render(
        <Panel
          view={this.#view}
          elapsedMs={Math.max(0, Date.now() - this.#startedAt)}
          isInTrouble={this.#isInTrouble}
        />,
        this.#root,
      );
    }
  }
}
