import { clockIn } from "./clock.ts";
import type { ClockAnswer, SittingData } from "./data.ts";

/** What the pages of a timed session do besides the workspace: the clock, the sum of minutes, waiting for results. */
const WAIT_MS = 3000;

export function startSittings(root: Document): void {
  const script = root.getElementById("clock-data");
  if (script) {
    const data = JSON.parse(script.textContent ?? "") as SittingData & { csrf: string };
    clockIn(root, data, { csrf: data.csrf, flush: async () => undefined, leave: (url) => location.assign(url) });
  }
  const form = root.querySelector<HTMLFormElement>("[data-plan]");
  if (form) {
    startPlan(form);
  }
  const waiting = root.getElementById("sitting-waiting");
  if (waiting) {
    new Waiting(root, waiting, { reload: () => location.reload() }).start();
  }
}

/** Tells how many minutes the chosen tasks take. */
export function startPlan(form: HTMLFormElement): void {
  const place = form.querySelector("[data-plan-sum]");
  const show = (): void => {
    const chosen = [...form.querySelectorAll("select")].map(
      (select) => select.options[select.selectedIndex]?.dataset.minutes ?? "0",
    );
    const sum = chosen.reduce((total, minutes) => total + Number(minutes), 0);
    if (place) {
      place.textContent = sum > 0 ? `, ${sum} minutes` : "";
    }
  };
  form.addEventListener("change", show);
  show();
}

export interface WaitingOptions {
  reload: () => void;
  send?: typeof fetch;
}

/** Follows how many submissions are still to be judged, and shows the page anew when that has changed. */
export class Waiting {
  #known: number | null = null;
  #timer = 0;
  readonly #send: typeof fetch;

  constructor(
    private readonly root: Document,
    private readonly place: HTMLElement,
    private readonly options: WaitingOptions,
  ) {
    this.#send = options.send ?? ((...given) => fetch(...given));
  }

  start(): void {
    this.#timer = window.setInterval(() => void this.look(), WAIT_MS);
  }

  async look(): Promise<void> {
    if (this.root.visibilityState === "hidden") {
      return;
    }
    let answer: ClockAnswer;
    try {
      const reply = await this.#send(this.place.dataset.clockUrl ?? "", { headers: { Accept: "application/json" } });
      if (!reply.ok) {
        return;
      }
      answer = (await reply.json()) as ClockAnswer;
    } catch {
      return; // asked again
    }
    this.#take(answer.waiting);
  }

  #take(waiting: number): void {
    const count = this.root.getElementById("sitting-waiting-count");
    const status = this.root.getElementById("sitting-waiting-status");
    if (count && waiting !== this.#known) {
      this.#known = waiting;
      count.textContent = waiting === 1 ? "1 submission" : `${waiting} submissions`;
    }
    if (waiting === 0) {
      window.clearInterval(this.#timer);
      if (status) {
        status.textContent = "Everything is judged.";
      }
      this.options.reload();
    }
  }
}
