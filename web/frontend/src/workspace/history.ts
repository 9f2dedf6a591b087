import type { RunView } from "../run/model.ts";
import { isFinal, verdictMark } from "../run/model.ts";
import type { RunAddress } from "./data.ts";
import { element, icon } from "./dom.ts";

/** New rows on top of the history that the server has written. */
export class History {
  readonly #rows = new Map<string, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    private readonly whenEmpty: HTMLElement | null,
  ) {}

  add(run: RunAddress): void {
    const words = run.kind === "run" ? "Sample run" : "Submission";
    const row = element(
      "li",
      {},
      element(
        "span",
        {},
        element("a", { href: run.page_url }, words),
        " ",
        element("span", { class: "soft" }, "just now"),
      ),
      badge("info", "clock", "Running"),
      element("span", { class: "number" }),
    );
    this.#rows.set(run.view_url, row);
    this.list.prepend(row);
    if (this.whenEmpty) {
      this.whenEmpty.hidden = true;
    }
  }

  update(run: RunAddress, view: RunView): void {
    const row = this.#rows.get(run.view_url);
    if (!row || !isFinal(view)) {
      return;
    }
    const { tone, glyph, word } = verdictMark(view);
    row.children[1]?.replaceWith(badge(tone, glyph, word));
    const score = row.children[2];
    if (score && view.score !== null && view.max_score) {
      score.textContent = `${view.score}/${view.max_score}`;
    }
  }
}

function badge(tone: string, glyph: string, word: string): HTMLElement {
  return element("span", { class: `badge tone-${tone}` }, icon(glyph), word);
}
