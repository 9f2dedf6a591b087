import { clock, exact, relative } from "../times.ts";
import { ApiFault, type Revision } from "./api.ts";
import { changesBetween, inWords } from "./changes.ts";
import type { Files } from "./data.ts";
import type { Desk } from "./desk.ts";
import { dialogOf } from "./dialogs.ts";
import { element, part } from "./dom.ts";

/** Earlier states of the draft: listed, compared with the present text, and brought back. */
const AWAY = "The earlier states could not be loaded. Try again when the network is back.";

export function startRevisions(desk: Desk): void {
  const dialog = new RevisionDialog(desk);
  for (const id of ["revisions-button", "revisions-item"]) {
    part(id).addEventListener("click", () => void dialog.open());
  }
}

class RevisionDialog {
  readonly #dialog = dialogOf("revisions");
  readonly #list = part("revision-list");
  readonly #preview = part("revision-preview");
  readonly #restore = part("revision-restore") as HTMLButtonElement;
  #chosen: Files | null = null;
  #asked = 0; // of two answers only the one asked for last is shown
  #shown: { destroy(): void } | null = null;

  constructor(private readonly desk: Desk) {
    this.#restore.addEventListener("click", () => this.#bringBack());
    this.#dialog.addEventListener("close", () => this.#clear());
  }

  async open(): Promise<void> {
    this.#clear();
    this.#say("Loading");
    this.#list.replaceChildren();
    this.#dialog.showModal();
    await this.#guarded(async () => {
      await this.desk.flush();
      this.#draw(await this.desk.api.revisions(this.desk.stack()));
    });
  }

  #draw(revisions: readonly Revision[]): void {
    this.#list.replaceChildren(...revisions.map((revision) => this.#line(revision)));
    this.#say(
      revisions.length > 0
        ? "Choose a state to see how it differs from what you have now."
        : "There are no earlier states yet. One is kept for every minute in which you change something.",
    );
  }

  #line(revision: Revision): HTMLElement {
    const then = Date.parse(revision.saved_at);
    const button = element(
      "button",
      { type: "button", class: "revision", title: exact(then), "aria-pressed": "false" },
      element("span", {}, relative(then, Date.now())),
      element("small", {}, `${clock(then)} · ${revision.lines} ${revision.lines === 1 ? "line" : "lines"}`),
    );
    button.addEventListener("click", () => {
      for (const other of this.#list.querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      void this.#show(revision);
    });
    return element("li", {}, button);
  }

  async #show(revision: Revision): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#restore.disabled = true;
    await this.#guarded(async () => {
      const files = await this.desk.api.revision(revision.url);
      const changes = changesBetween(this.desk.texts(), files);
      const { showChanges } = await import("./difference.ts");
      if (asked !== this.#asked) {
        return;
      }
      this.#shown?.destroy();
      this.#shown = await showChanges(this.#preview, changes, this.desk.nonce);
      this.#chosen = files;
      this.#restore.disabled = changes.length === 0;
      if (changes.length === 0) {
        this.#say("This state is what you have now.");
      }
    });
  }

  #bringBack(): void {
    if (this.#chosen) {
      const { changed, added, removed } = this.desk.restore(this.#chosen);
      this.#dialog.close();
      this.desk.message.tell(`Restored: ${inWords(changed, added, removed)} Undo works in each file.`);
      this.desk.editor.focus();
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
