import { button, element, part } from "../workspace/dom.ts";
import type { AskAnswer } from "./api.ts";
import { type Check, type Finding, isUnderWay } from "./data.ts";
import { ABOUT, drawChoices, drawProgress, ended, refused } from "./gateview.ts";
import { drawReport, verdict } from "./report.ts";
import { AWAY, type Workbench } from "./workbench.ts";

/** The gate: asked for, watched while it runs, taken up again after a reload; and what it found. */
const FIRST_MS = 1000;
const LONGEST_MS = 5000;
const STALE_MS = 1500; // after a change: whether the files still are what was checked

export interface GateParts {
  place: HTMLElement;
  buttons: { check: HTMLElement | null; publish: HTMLElement | null }; // not there while the problem is archived
  onShow(): void;
  onInvalid(): void;
  /** What `findings` gives has changed. */
  onFindings?: () => void;
  later?: (run: () => void, milliseconds: number) => number;
  leave?: (url: string, fields: Record<string, string>) => void;
}

export class Gate {
  #check: Check | null;
  #wait = FIRST_MS;
  #timer = 0;
  #changes: number;
  #isAsking = false;
  #drawn = "";
  #refusal = ""; // why the last one was not begun
  #withMutants = false;
  #revisions = new Map<string, number>(); // of the files that were checked, while they stand there

  constructor(
    private readonly bench: Workbench,
    private readonly parts: GateParts,
  ) {
    this.#check = bench.data.check;
    this.#changes = bench.changes;
    this.#remember();
    parts.buttons.check?.addEventListener("click", () => void this.start());
    parts.buttons.publish?.addEventListener("click", () => this.publish());
    bench.listen(() => this.#look());
    this.#draw();
    if (this.#check && isUnderWay(this.#check)) {
      this.#schedule();
    }
  }

  async start(): Promise<void> {
    if (this.#isAsking || !this.bench.data.editable || (this.#check && isUnderWay(this.#check))) {
      return;
    }
    this.#refusal = "";
    this.#setAsking(true);
    this.parts.onShow();
    if (await this.bench.open.flush()) {
      await this.#ask();
    } else {
      this.#refuse("Not everything is saved yet, so there is nothing to check. Look at what the editor says.");
    }
    this.#setAsking(false);
  }

  publish(): void {
    if (this.whyNot() === "" && this.#check) {
      const fields = { csrf_token: this.bench.data.csrf, check: this.#check.id };
      (this.parts.leave ?? post)(this.bench.data.urls.publish, fields);
    } else {
      this.parts.onShow();
      this.bench.message.tell(`Not to be published: ${this.whyNot()}`);
    }
  }

  /** Why this cannot be published now; empty when it can. */
  whyNot(): string {
    const check = this.#check;
    if (check && isUnderWay(check)) {
      return "The gate is still at it.";
    }
    if (this.bench.open.worst() !== "saved" && this.bench.open.worst() !== "untouched") {
      return "Not everything is saved yet.";
    }
    if (!check?.report) {
      return "Check it first: only what the gate has passed can be published.";
    }
    if (check.report.findings.length > 0) {
      return "The gate found something to mend first.";
    }
    if (!check.is_current) {
      return "The files have changed since the gate passed them: check again.";
    }
    return check.is_publishable ? "" : "This check cannot be published from any more: check again.";
  }

  /** What the gate has found in a file, as long as that is what was checked. */
  findings(path: string): Finding[] {
    const isSame = this.#revisions.get(path) === this.bench.entries.get(path)?.revision;
    const found = isSame && !this.bench.open.isUnsaved(path) ? this.#check?.report?.findings : [];
    return (found ?? []).filter((finding) => finding.file === path);
  }

  #remember(): void {
    if (this.#check?.report && this.#check.is_current) {
      this.#revisions = new Map([...this.bench.entries].map(([path, { revision }]) => [path, revision]));
    } else if (!this.#check?.report) {
      this.#revisions.clear();
    }
  }

  async #ask(): Promise<void> {
    let answer: AskAnswer<Check>;
    try {
      answer = await this.bench.api.check(this.#withMutants);
      if (answer.kind === "done") {
        this.#take(answer.value);
        return;
      }
    } catch {
      answer = { kind: "refused", message: AWAY };
    }
    if (answer.kind === "invalid") {
      this.bench.take(answer.findings);
      this.parts.onInvalid();
    }
    const words = "The folder cannot be checked before what was found in it is mended.";
    this.#refuse(answer.kind === "refused" ? answer.message : words);
  }

  #take(check: Check): void {
    const before = this.#check;
    const isNews = check.done !== before?.done || check.state !== before.state;
    this.#wait = isNews ? FIRST_MS : Math.min(this.#wait * 1.5, LONGEST_MS);
    this.#check = check;
    this.#changes = this.bench.changes;
    this.#remember();
    this.parts.onFindings?.();
    this.#draw();
    if (isUnderWay(check)) {
      this.#schedule();
    } else if (before && before.id === check.id && isUnderWay(before)) {
      this.bench.announce(ended(check));
    }
  }

  #schedule(milliseconds = this.#wait): void {
    window.clearTimeout(this.#timer);
    const later = this.parts.later ?? ((run, wait) => window.setTimeout(run, wait));
    this.#timer = later(() => void this.#poll(), milliseconds);
  }

  async #poll(): Promise<void> {
    const check = this.#check;
    if (!check) {
      return;
    }
    try {
      const found = await this.bench.api.checkState(check.url);
      if (this.#check?.id === check.id) {
        this.#take(found);
      } // else another check was begun while this one was asked for
    } catch {
      this.#wait = LONGEST_MS;
      this.#schedule(); // the network is away
    }
  }

  /** After a change of the files a passed check may be one of other files. */
  #look(): void {
    const isOther = this.bench.changes !== this.#changes;
    if (isOther) {
      this.#changes = this.bench.changes;
      this.#refusal = "";
    }
    if (isOther && this.#check && !isUnderWay(this.#check)) {
      this.#check = { ...this.#check, is_current: false, is_publishable: false };
      this.#schedule(STALE_MS);
    }
    this.#draw();
  }

  #setAsking(isAsking: boolean): void {
    this.#isAsking = isAsking;
    this.#draw();
  }

  #refuse(words: string): void {
    this.#refusal = words;
    this.#draw();
  }

  #draw(): void {
    const check = this.#check;
    const isBusy = this.#isAsking || (check !== null && isUnderWay(check));
    busy(this.parts.buttons.check, isBusy);
    const reason = this.whyNot();
    this.parts.buttons.publish?.setAttribute("aria-disabled", String(reason !== ""));
    this.parts.buttons.publish?.setAttribute("title", reason);
    part("studio-publish-why").textContent = reason;
    const wanted = JSON.stringify([check, isBusy, reason, this.#refusal]);
    if (wanted !== this.#drawn) {
      this.#drawn = wanted;
      this.#show(check, reason);
    }
  }

  #show(check: Check | null, reason: string): void {
    const { place } = this.parts;
    if (check && isUnderWay(check)) {
      drawProgress(place, check, () => void this.#cancel());
      return;
    }
    const head = check?.report
      ? verdict(check, check.report)
      : element("p", { class: "soft" }, check ? ended(check) : ABOUT);
    const { editable } = this.bench.data;
    const why = reason && editable ? [element("p", { class: "soft" }, `Not to be published: ${reason}`)] : [];
    const choices = editable ? [this.#choices()] : [];
    const found = check?.report ? drawReport(this.bench, check, check.report) : [];
    place.replaceChildren(...refused(this.#refusal), head, ...why, ...choices, ...found);
  }

  #choices(): HTMLElement {
    const begin = button(this.#check ? "Check again" : "Check", () => void this.start());
    return drawChoices(begin, this.#withMutants, (isOn) => {
      this.#withMutants = isOn;
    });
  }

  async #cancel(): Promise<void> {
    if (this.#check) {
      try {
        await this.bench.api.cancel(this.#check.cancel_url);
      } catch {
        this.bench.message.tell(AWAY, "failed");
      }
      await this.#poll();
    }
  }
}

function busy(place: HTMLElement | null, isBusy: boolean): void {
  place?.setAttribute("aria-disabled", String(isBusy));
  place?.setAttribute("aria-busy", String(isBusy));
}

/** A form's own way: the answer is another page. */
function post(url: string, fields: Record<string, string>): void {
  const inputs = Object.entries(fields).map(([name, value]) => element("input", { type: "hidden", name, value }));
  const form = element("form", { method: "post", action: url, hidden: "" }, ...inputs);
  document.body.append(form);
  form.submit();
}
