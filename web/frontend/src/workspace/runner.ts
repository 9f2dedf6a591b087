import { Follower, type FollowOptions, type Place } from "../run/follow.tsx";
import type { RunView } from "../run/model.ts";
import { isFinal } from "../run/model.ts";
import type { Opener } from "../run/trace.ts";
import type { Api } from "./api.ts";
import type { Files, RunAddress } from "./data.ts";
import { callout, element } from "./dom.ts";
import type { History } from "./history.ts";

export interface RunnerParts {
  api: Pick<Api, "submit">;
  history: History;
  place: Place & { status: HTMLElement; alert: HTMLElement };
  link: HTMLElement; // where the link to the run's own page goes
  buttons: Record<RunAddress["kind"], HTMLButtonElement>;
  read: () => { stack: string; files: Files };
  onStart: () => void;
  csrf?: string; // for stopping a run
  opener?: Opener; // leads from a log to a line of the editor
  follow?: Follow;
}

type Follow = (place: Place, run: RunAddress, options: FollowOptions) => { stop(): void };

const follow: Follow = (place, run, options) => {
  const follower = new Follower(place, { viewUrl: run.view_url, eventsUrl: run.events_url }, options);
  follower.start();
  return follower;
};

// Shorter waits pass before anybody reads what is being waited for.
const PATIENCE_MS = 300;

/** Runs and submits: one at a time, watched to its end, taken up again after a reload. */
export class Runner {
  #isBusy = false;
  #watched: { stop(): void } | null = null;
  #waiting = 0;

  constructor(private readonly parts: RunnerParts) {
    for (const kind of ["run", "submit"] as const) {
      parts.buttons[kind].addEventListener("click", () => void this.start(kind));
    }
  }

  async start(kind: RunAddress["kind"]): Promise<void> {
    if (this.#isBusy) {
      return;
    }
    this.#setBusy(kind);
    this.parts.onStart();
    try {
      const answer = await this.parts.api.submit({ kind, key: newKey(), ...this.parts.read() });
      if (answer.kind === "accepted") {
        this.parts.history.add(answer.run);
        this.#watch(answer.run, false);
      } else {
        this.#refuse(answer.message);
      }
    } catch {
      this.#refuse("The server could not be reached. Nothing was handed in; your text is still here. Try again.");
    }
  }

  /** Shows the last run again, live if it is still under way. */
  resume(latest: RunAddress): void {
    this.#watch(latest, true);
  }

  #watch(run: RunAddress, isResumed: boolean): void {
    this.#watched?.stop();
    this.parts.link.replaceChildren(element("a", { href: run.page_url }, "Open on its own page"));
    window.clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(() => this.#wait(isResumed), PATIENCE_MS);
    const start = this.parts.follow ?? follow;
    this.#watched = start(this.parts.place, run, {
      onView: (view) => this.#take(run, view),
      onGone: () => this.#lose(),
      isQuietAtFirst: isResumed,
      stop: this.parts.csrf ? { url: run.cancel_url, csrf: this.parts.csrf } : null,
      opener: this.parts.opener,
    });
  }

  #wait(isResumed: boolean): void {
    const words = isResumed ? "Loading your last result." : "Waiting for the first news of your run.";
    this.parts.place.panel.replaceChildren(element("p", { class: "soft" }, words));
  }

  #lose(): void {
    window.clearTimeout(this.#waiting);
    this.#setBusy(null);
  }

  #take(run: RunAddress, view: RunView): void {
    window.clearTimeout(this.#waiting);
    this.#setBusy(isFinal(view) ? null : run.kind);
    this.parts.history.update(run, view);
  }

  #refuse(message: string): void {
    this.#watched?.stop();
    window.clearTimeout(this.#waiting);
    this.#setBusy(null);
    const box = callout("failed", [element("p", {}, element("strong", {}, "Not accepted")), element("p", {}, message)]);
    this.parts.place.panel.replaceChildren(box);
    this.parts.link.replaceChildren();
    this.parts.place.alert.textContent = message;
  }

  /** aria-disabled and not disabled: a button that loses the focus in the middle of a run loses its user. */
  #setBusy(kind: RunAddress["kind"] | null): void {
    this.#isBusy = kind !== null;
    for (const [name, button] of Object.entries(this.parts.buttons)) {
      if (kind) {
        button.setAttribute("aria-disabled", "true");
        button.setAttribute("aria-busy", String(name === kind));
      } else {
        button.removeAttribute("aria-disabled");
        button.removeAttribute("aria-busy");
      }
    }
  }
}

/** A random UUID. crypto.randomUUID exists only on https and localhost, and a lab may have neither. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
