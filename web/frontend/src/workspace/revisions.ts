import { clock, exact, relative } from "../times.ts";
import { changesBetween, inWords } from "./changes.ts";
import type { Files } from "./data.ts";
import type { Desk } from "./desk.ts";
import { dialogOf } from "./dialogs.ts";
import { element, part } from "./dom.ts";
import { ApiFault } from "./wire.ts";

/** Earlier states of what is worked on: listed, compared with the present text, and brought back. */
export interface State {
  at: number; // when it was saved
  note: string; // what else tells it from the others
  files(): Promise<Files>;
}

export interface Past {
  /** The states, newest first; what is not saved yet is saved before. */
  list(): Promise<State[]>;
  now(): Files;
  bringBack(files: Files): void;
  /** What is said where there are none. */
  none: string;
  nonce: string;
}

const AWAY = "The earlier states could not be loaded. Try again when the network is back.";

export function startRevisions(desk: Desk): void {
  const dialog = new RevisionDialog({
    list: async () => {
      await desk.flush();
      return (await desk.api.revisions(desk.stack())).map((revision) => ({
        at: Date.parse(revision.saved_at),
        note: `${revision.lines} ${revision.lines === 1 ? "line" : "lines"}`,
        files: () => desk.api.revision(revision.url),
      }));
    },
    now: () => desk.texts(),
    bringBack: (files) => {
      const { changed, added, removed } = desk.restore(files);
      desk.message.tell(`Restored: ${inWords(changed, added, removed)} Undo works in each file.`);
      desk.editor.focus();
    },
    none: "There are no earlier states yet. One is kept for every minute in which you change something.",
    nonce: desk.nonce,
  });
  for (const id of ["revisions-button", "revisions-item"]) {
    part(id).addEventListener("click", () => void dialog.open());
  }
}

export class RevisionDialog {
  readonly #dialog = dialogOf("revisions");
  readonly #list = part("revision-list");
  readonly #preview = part("revision-preview");
  readonly #restore = part("revision-restore") as HTMLButtonElement;
  #chosen: Files | null = null;
  #asked = 0; // of two answers only the one asked for last is shown
  #shown: { destroy(): void } | null = null;

  constructor(private readonly past: Past) {
    this.#restore.addEventListener("click", () => this.#bringBack());
    this.#dialog.addEventListener("close", () => this.#clear());
  }

  async open(): Promise<void> {
    this.#clear();
    this.#say("Loading");
    this.#list.replaceChildren();
    this.#dialog.showModal();
    await this.#guarded(async () => this.#draw(await this.past.list()));
  }

  #draw(states: readonly State[]): void {
    this.#list.replaceChildren(...states.map((state) => this.#line(state)));
    this.#say(states.length > 0 ? "Choose a state to see how it differs from what you have now." : this.past.none);
  }

  #line(state: State): HTMLElement {
    const button = element(
      "button",
      { type: "button", class: "revision", title: exact(state.at), "aria-pressed": "false" },
      element("span", {}, relative(state.at, Date.now())),
      element("small", {}, `${clock(state.at)} · ${state.note}`),
    );
    button.addEventListener("click", () => {
      for (const other of this.#list.querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      void this.#show(state);
    });
    return element("li", {}, button);
  }

  async #show(state: State): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#restore.disabled = true;
    await this.#guarded(async () => {
      const files = await state.files();
      const changes = changesBetween(this.past.now(), files);
      const { showChanges } = await import("./difference.ts");
      if (asked !== this.#asked) {
        return;
      }
      this.#shown?.destroy();
      this.#shown = await showChanges(this.#preview, changes, this.past.nonce);
      this.#chosen = files;
      this.#restore.disabled = changes.length === 0;
      if (changes.length === 0) {
        this.#say("This state is what you have now.");
      }
    });
  }

  #bringBack(): void {
    if (this.#chosen) {
      const files = this.#chosen;
      this.#dialog.close();
      this.past.bringBack(files);
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#say(error instanceof ApiFault ? error.message : AWAY);
    }
  }

  #say(sentence: string): void {
    this.#preview.replaceChildren(element("p", { class: "soft", role: "status" }, sentence));
  }

  #clear(): void {
    this.#asked += 1;
    this.#shown?.destroy();
    this.#shown = null;
    this.#chosen = null;
    this.#restore.disabled = true;
    this.#preview.replaceChildren();
  }
}
