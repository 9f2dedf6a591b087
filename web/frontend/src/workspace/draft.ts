import type { SaveAnswer } from "./api.ts";
import type { Files, SavedDraft } from "./data.ts";
import { sameFiles } from "./data.ts";

/** Keeps what is typed: on the server one second after the last key, in this browser until that has worked. */
export type DraftState = "untouched" | "changed" | "saving" | "saved" | "offline" | "refused" | "conflict";

export interface DraftStatus {
  state: DraftState;
  savedAt: string | null;
  message: string;
  theirs: SavedDraft | null;
}

export interface DraftOptions {
  save: (files: Files, base: string | null) => Promise<SaveAnswer>;
  read: () => Files;
  write: (files: Files) => void; // puts another device's text into the editor
  report: (status: DraftStatus) => void;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  key: string; // of this browser's copy: user, problem, stack
  setTimeout?: (run: () => void, milliseconds: number) => number;
  clearTimeout?: (timer: number) => void;
}

interface LocalCopy {
  files: Files;
  base: string | null;
}

const DEBOUNCE_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;

export class Draft {
  #base: string | null;
  #state: DraftState = "untouched";
  #message = "";
  #theirs: SavedDraft | null = null;
  #timer = 0;
  #retry = FIRST_RETRY_MS;
  #isSaving = false;
  #saving = Promise.resolve();
  #changes = 0;
  #savedChanges = 0;
  readonly #later: (run: () => void, milliseconds: number) => number;
  readonly #forget: (timer: number) => void;

  /** `known` is what the server had saved when the page was made. */
  constructor(
    private readonly options: DraftOptions,
    private known: SavedDraft | null,
  ) {
    this.#base = known?.saved_at ?? null;
    this.#later = options.setTimeout ?? ((run, milliseconds) => window.setTimeout(run, milliseconds));
    this.#forget = options.clearTimeout ?? ((timer) => window.clearTimeout(timer));
    if (known) {
      this.#state = "saved";
    }
  }

  /** Brings back what this browser holds and the server has not: the network was lost, or the tab was closed too soon. */
  start(): void {
    const copy = this.#localCopy();
    if (!copy || sameFiles(copy.files, this.known?.files ?? this.options.read())) {
      this.#dropLocalCopy();
    } else {
      this.options.write(copy.files);
      this.#changes += 1;
      if (copy.base === this.#base || this.known === null) {
        this.#schedule(DEBOUNCE_MS, "changed");
        return;
      }
      this.#theirs = this.known;
      this.#state = "conflict";
    }
    this.#report();
  }

  changed(): void {
    this.#changes += 1;
    this.#keepLocalCopy();
    if (this.#state !== "conflict") {
      this.#schedule(DEBOUNCE_MS, "changed");
    }
  }

  /** Saves now what is not saved: on Ctrl+S, on leaving the editor, before the page goes away. */
  async flush(): Promise<void> {
    this.#forget(this.#timer);
    while (this.#isSaving) {
      await this.#saving; // whoever leaves the page afterwards leaves nothing behind
    }
    if (this.#state === "conflict" || this.#changes === this.#savedChanges) {
      return;
    }
    await this.#save();
  }

  async keepMine(): Promise<void> {
    if (this.#theirs) {
      this.#base = this.#theirs.saved_at;
      this.#theirs = null;
      await this.#save();
    }
  }

  takeTheirs(): void {
    if (this.#theirs) {
      const theirs = this.#theirs;
      this.#theirs = null;
      this.#base = theirs.saved_at;
      this.options.write(theirs.files);
      this.#savedChanges = this.#changes;
      this.#dropLocalCopy();
      this.#set("saved");
    }
  }

  stop(): void {
    this.#forget(this.#timer);
  }

  #save(): Promise<void> {
    this.#saving = this.#send();
    return this.#saving;
  }

  async #send(): Promise<void> {
    const [files, changes] = [this.options.read(), this.#changes];
    this.#isSaving = true;
    this.#set("saving");
    let answer: SaveAnswer;
    try {
      answer = await this.options.save(files, this.#base);
    } catch {
      answer = { kind: "unavailable" };
    }
    this.#isSaving = false;
    this.#take(answer, files, changes);
  }

  #take(answer: SaveAnswer, files: Files, changes: number): void {
    if (answer.kind === "saved") {
      this.#base = answer.savedAt;
      this.known = { files, saved_at: answer.savedAt };
      this.#savedChanges = changes;
      this.#retry = FIRST_RETRY_MS;
      this.#set("saved");
      if (this.#changes === changes) {
        this.#dropLocalCopy();
      } else {
        this.#schedule(DEBOUNCE_MS, "changed"); // typed on while it was saved
      }
      return;
    }
    this.#keepLocalCopy();
    if (answer.kind === "conflict") {
      this.#theirs = answer.theirs;
      this.#set("conflict");
    } else if (answer.kind === "refused") {
      this.#set("refused", answer.message);
    } else {
      this.#schedule(this.#retry, "offline");
      this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY_MS);
    }
  }

  #schedule(milliseconds: number, state: DraftState): void {
    this.#forget(this.#timer);
    this.#timer = this.#later(() => void this.flush(), milliseconds);
    this.#set(state);
  }

  #set(state: DraftState, message = ""): void {
    this.#state = state;
    this.#message = message;
    this.#report();
  }

  #report(): void {
    this.options.report({ state: this.#state, savedAt: this.#base, message: this.#message, theirs: this.#theirs });
  }

  #keepLocalCopy(): void {
    const copy: LocalCopy = { files: this.options.read(), base: this.#base };
    try {
      this.options.storage?.setItem(this.options.key, JSON.stringify(copy));
    } catch {
      // storage is full or off: the server's copy is the only one
    }
  }

  #localCopy(): LocalCopy | null {
    try {
      return JSON.parse(this.options.storage?.getItem(this.options.key) ?? "null") as LocalCopy | null;
    } catch {
      return null;
    }
  }

  #dropLocalCopy(): void {
    try {
      this.options.storage?.removeItem(this.options.key);
    } catch {
      // as above
    }
  }
}
