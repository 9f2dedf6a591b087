import { render } from "preact";
import { Feed, type Source } from "./feed.ts";
import { Callout } from "./marks.tsx";
import type { RunView } from "./model.ts";
import { announcement, isFinal, phaseOf } from "./model.ts";
import { Panel, type Stop } from "./panel.tsx";
import { Stopwatch } from "./stopwatch.ts";
import type { Opener } from "./trace.ts";

const TICK_MS = 100;
const NOT_REACHED = "The server could not be reached. Your run goes on; try again.";

/** Where the panel is drawn and who is told. */
export interface Place {
  panel: HTMLElement;
  status: HTMLElement | null; // role=status: one sentence per phase
  alert: HTMLElement | null; // role=alert: a failure only
}

export interface FollowOptions {
  onView?: (view: RunView) => void;
  /** The run can be seen no longer; no further view will come. */
  onGone?: () => void;
  /** When the run was handed in, where the page knows. */
  startedAt?: number;
  /** The result of an earlier run, shown again after a reload, is no news. */
  isQuietAtFirst?: boolean;
  /** How the run is stopped, where the page may do that. */
  stop?: { url: string; csrf: string } | null;
  opener?: Opener | undefined;
}

export class Follower {
  #view: RunView | null = null;
  #watch: Stopwatch | null = null;
  #isInTrouble = false;
  #said = "";
  #tick = 0;
  #stopping: Pick<Stop, "isBusy" | "message"> = { isBusy: false, message: "" };
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
        if (!this.#view) {
          this.#tell("The connection is lost. The result will appear here as soon as it is back.");
        }
      },
      onGone: () => this.#leave(),
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
    const now = Date.now();
    const isFirst = this.#view === null;
    if (isFirst) {
      this.#watch = new Stopwatch(view.run_id, now, this.options.startedAt);
      // What the server has drawn, and what another run has left, makes way. The panel has an element of its own:
      // its library would look for what it drew before, and that is gone.
      this.place.panel.replaceChildren(this.#root);
    }
    this.#view = view;
    this.#isInTrouble = false;
    if (isFinal(view)) {
      this.stop();
    } else {
      this.#watch?.see(phaseOf(view), now);
    }
    this.#draw();
    if (!(isFirst && this.options.isQuietAtFirst && isFinal(view))) {
      this.#announce(view);
    }
    this.options.onView?.(view);
  }

  #leave(): void {
    this.stop();
    this.#tell("This result cannot be shown. You may be signed out: reload the page.");
    this.options.onGone?.();
  }

  #tell(sentence: string): void {
    this.place.panel.replaceChildren(this.#root);
    render(
      <Callout tone="attention">
        <p>{sentence}</p>
      </Callout>,
      this.#root,
    );
  }

  #announce(view: RunView): void {
    const stage = isFinal(view) ? "final" : phaseOf(view);
    if (stage === this.#said) {
      return;
    }
    this.#said = stage;
    const isFailure = isFinal(view) && view.verdict !== "passed" && view.verdict !== "cancelled" && !view.is_sealed;
    this.#say(announcement(view), isFailure);
  }

  #say(sentence: string, isFailure: boolean): void {
    const target = isFailure ? this.place.alert : this.place.status;
    if (target) {
      target.textContent = sentence;
    }
  }

  async #cancel(url: string, csrf: string): Promise<void> {
    if (this.#stopping.isBusy) {
      return;
    }
    this.#stopping = { isBusy: true, message: "" };
    this.#draw();
    this.#say("Stopping.", false);
    const message = await askToStop(url, csrf);
    if (message) {
      this.#stopping = { isBusy: false, message };
      this.#say(message, true);
    }
    this.#draw();
    this.#feed.refresh();
  }

  get #stop(): Stop | undefined {
    const { stop } = this.options;
    return stop ? { ...stop, ...this.#stopping, act: () => void this.#cancel(stop.url, stop.csrf) } : undefined;
  }

  #draw(): void {
    if (!this.#view) {
      return;
    }
    const now = Date.now();
    const hadFocus = this.#root.contains(document.activeElement);
    render(
      <Panel
        view={this.#view}
        elapsedMs={this.#watch?.totalMs(now) ?? 0}
        phasesMs={this.#watch?.phasesMs(now) ?? {}}
        isInTrouble={this.#isInTrouble}
        stop={this.#stop}
        opener={this.options.opener}
      />,
      this.#root,
    );
    if (hadFocus && !this.#root.contains(document.activeElement)) {
      // What had the focus is gone with the progress; whoever was there goes on at the verdict.
      const head = this.#root.querySelector<HTMLElement>(".run-head");
      head?.setAttribute("tabindex", "-1");
      head?.focus();
    }
  }
}

/** Why the run could not be stopped; empty when it is being stopped. */
async function askToStop(url: string, csrf: string): Promise<string> {
  try {
    const reply = await fetch(url, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": csrf } });
    if (reply.ok) {
      return "";
    }
    const body = (await reply.json().catch(() => ({}))) as { error?: string };
    return body.error || `The server refused this (${reply.status}).`;
  } catch {
    return NOT_REACHED;
  }
}
