/** Follows how far a rejudging is; when everything is judged, the page is shown anew with its tables. */
const LOOK_MS = 2000;

export interface ProgressOptions {
  reload: () => void;
  send?: typeof fetch;
}

interface ProgressAnswer {
  state: string;
  total: number;
  done: number;
  waiting: number;
}

export function startRejudging(root: Document): void {
  const place = root.getElementById("rejudge-progress");
  if (place) {
    new RejudgeProgress(root, place, { reload: () => location.reload() }).start();
  }
}

export class RejudgeProgress {
  #timer = 0;
  readonly #send: typeof fetch;

  constructor(
    private readonly root: Document,
    private readonly place: HTMLElement,
    private readonly options: ProgressOptions,
  ) {
    this.#send = options.send ?? ((...given) => fetch(...given));
  }

  start(): void {
    this.#timer = window.setInterval(() => void this.look(), LOOK_MS);
  }

  async look(): Promise<void> {
    if (this.root.visibilityState === "hidden") {
      return;
    }
    let answer: ProgressAnswer;
    try {
      const reply = await this.#send(this.place.dataset.url ?? "", { headers: { Accept: "application/json" } });
      if (!reply.ok) {
        return;
      }
      answer = (await reply.json()) as ProgressAnswer;
    } catch {
      return; // asked again
    }
    this.#take(answer);
  }

  #take(answer: ProgressAnswer): void {
    const bar = this.place.querySelector("progress");
    const count = this.root.getElementById("rejudge-count");
    if (bar) {
      bar.value = answer.done;
    }
    if (count) {
      count.textContent = `${answer.done} of ${answer.total}`;
    }
    // Somebody else may have decided meanwhile.
    if (answer.waiting === 0 || answer.state !== "open") {
      window.clearInterval(this.#timer);
      const status = this.root.getElementById("rejudge-status");
      if (status) {
        status.textContent = "Everything is judged.";
      }
      this.options.reload();
    }
  }
}
