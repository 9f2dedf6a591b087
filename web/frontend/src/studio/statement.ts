import { element } from "../workspace/dom.ts";
import type { Workbench } from "./workbench.ts";

/** The statement as candidates will read it, drawn by the server while it is written. */
const DEBOUNCE_MS = 600;
const RENDERED = /^(statement|editorial)(\.[a-z-]+)?\.md$/i;
const FIRST = "statement.md";

type Later = (run: () => void, milliseconds: number) => number;

export class StatementPreview {
  #path = "";
  #text: string | null = null;
  #timer = 0;
  #asked = 0; // of two answers only the one asked for last is shown

  constructor(
    private readonly bench: Workbench,
    private readonly place: HTMLElement,
    private readonly later: Later = (run, milliseconds) => window.setTimeout(run, milliseconds),
  ) {
    bench.listen(() => this.look());
  }

  /** Draws anew when another text is open, or the text has changed. */
  look(): void {
    const { bench } = this;
    const kept = bench.entries.has(this.#path) ? this.#path : FIRST;
    const path = RENDERED.test(bench.current) ? bench.current : kept;
    if (!bench.entries.has(path)) {
      this.#forget();
      return;
    }
    const text = bench.open.text(path) ?? null;
    if (path === this.#path && (text === null || text === this.#text)) {
      return;
    }
    const isOther = path !== this.#path;
    this.#path = path;
    this.#text = text;
    window.clearTimeout(this.#timer);
    this.#timer = this.later(() => void this.#draw(path), isOther ? 0 : DEBOUNCE_MS);
  }

  /** The file that was drawn has been deleted, and what was about to be drawn is not there any more. */
  #forget(): void {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
    this.#path = "";
    this.#text = null;
    this.#say("There is no statement.md yet.");
  }

  async #draw(path: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const text = this.bench.open.text(path) ?? (await this.bench.api.read(path)).text ?? "";
      const html = await this.bench.api.statement(text);
      if (asked === this.#asked) {
        this.#show(path, html);
      }
    } catch {
      if (asked === this.#asked) {
        this.#text = null; // the next change tries again
        this.#say("The preview could not be drawn. It is tried again when you change the text.");
      }
    }
  }

  #show(path: string, html: string): void {
    const article = element("article", { class: "statement" });
    const language = /\.([a-z-]+)\.md$/i.exec(path)?.[1];
    if (language) {
      article.lang = language;
    }
    // Markdown that the server has filtered as it does for candidates: read as the page itself would be.
    article.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    const top = this.place.scrollTop;
    this.place.replaceChildren(element("p", { class: "soft preview-name" }, `Preview of ${path}`), article);
    this.place.scrollTop = top; // the reader stays where they were while they write
  }

  #say(words: string): void {
    this.place.replaceChildren(element("p", { class: "soft" }, words));
  }
}
