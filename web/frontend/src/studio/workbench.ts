import type { Editor } from "../workspace/editor.ts";
import type { Message } from "../workspace/message.ts";
import { ApiFault } from "../workspace/wire.ts";
import type { StudioApi } from "./api.ts";
import type { FileEntry, FileState, Finding, StudioData } from "./data.ts";
import { OpenFiles } from "./openfiles.ts";

/** The problem as it is worked on: its files, which are open, and what is wrong with them. */
export interface WorkbenchParts {
  data: StudioData;
  api: StudioApi;
  editor: Editor;
  message: Message;
  nonce: string;
  user: string;
  storage: Storage | null;
  announce(sentence: string): void;
  /** A file has been opened. */
  onShow(path: string): void;
}

/** What a part of the page does when something has changed. */
export type Listener = () => void;

export const AWAY = "The server could not be reached. Try again when the network is back.";

export class Workbench {
  readonly data: StudioData;
  readonly api: StudioApi;
  readonly editor: Editor;
  readonly message: Message;
  readonly nonce: string;
  readonly announce: (sentence: string) => void;
  readonly open: OpenFiles;
  readonly entries = new Map<string, FileEntry>();
  findings: Finding[];
  /** The open files in the order of their tabs, those included that are no text. */
  tabs: string[] = [];
  current = "";
  /** The open file where it is no text. */
  figure: FileState | null = null;
  /** Raised by everything that changes what the gate would be given. */
  changes = 0;
  readonly #onShow: (path: string) => void;
  readonly #listeners: Listener[] = [];

  constructor(parts: WorkbenchParts) {
    this.data = parts.data;
    this.api = parts.api;
    this.editor = parts.editor;
    this.message = parts.message;
    this.nonce = parts.nonce;
    this.announce = parts.announce;
    this.#onShow = parts.onShow;
    this.findings = parts.data.findings;
    this.#enter(parts.data.files);
    this.open = new OpenFiles({
      data: parts.data,
      api: parts.api,
      editor: parts.editor,
      user: parts.user,
      storage: parts.storage,
      onState: () => this.tell(),
      onSaved: (path, saved) => {
        this.#note(path, saved.revision, saved.bytes);
        this.take(saved.findings);
      },
      onGone: (path) => {
        this.entries.delete(path);
        this.#shut(path);
        void this.refresh();
      },
    });
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }

  paths(): string[] {
    return [...this.entries.keys()];
  }

  faults(path: string): number {
    return this.findings.filter((finding) => finding.file === path).length;
  }

  /** What the server finds wrong with the files as they are saved now. */
  take(findings: Finding[]): void {
    this.findings = findings;
    this.changes += 1;
    this.tell();
  }

  /** Opens a file at a line, counted from 1; whether it is there. */
  async show(path: string, line: number | null = null): Promise<boolean> {
    if (!this.entries.has(path)) {
      return false;
    }
    let figure: FileState | null = null;
    if (!this.open.has(path)) {
      try {
        const file = await this.open.open(path);
        figure = file.text === null ? file : null;
      } catch (error) {
        this.message.tell(error instanceof ApiFault ? error.message : AWAY, "failed");
        return false;
      }
    }
    this.figure = figure;
    this.current = path;
    if (!this.tabs.includes(path)) {
      this.tabs.push(path);
    }
    this.editor.open(path);
    this.tell();
    this.#onShow(path);
    if (line !== null && !figure) {
      this.editor.goTo(line);
    }
    return true;
  }

  /** Takes a file off the editor; what cannot be saved keeps its tab. */
  async close(path: string): Promise<void> {
    if (this.open.has(path) && !(await this.open.flush(path))) {
      this.message.tell(`${path} is not saved yet, so it stays open.`, "failed");
      return;
    }
    this.#shut(path);
  }

  /** Writes a file that is not open in the editor: a new one, or one that was uploaded. */
  async put(path: string, content: { text: string } | { base64: string }): Promise<boolean> {
    return this.#change(
      () => this.api.write(path, content, this.entries.get(path)?.revision ?? 0),
      (revision) => {
        const bytes = "text" in content ? new TextEncoder().encode(content.text).length : atob(content.base64).length;
        this.#note(path, revision, bytes);
      },
    );
  }

  async remove(path: string): Promise<boolean> {
    await this.open.flush(path); // what was typed last is among the earlier states, too
    return this.#change(
      () => this.api.remove(path, this.entries.get(path)?.revision ?? 0),
      () => {
        this.entries.delete(path);
        this.#shut(path);
      },
    );
  }

  async rename(path: string, to: string): Promise<boolean> {
    if (this.open.has(path) && !(await this.open.flush(path))) {
      this.message.tell(`${path} is not saved yet, so it was not renamed.`, "failed");
      return false;
    }
    const entry = this.entries.get(path);
    return this.#change(
      () => this.api.rename(path, to, entry?.revision ?? 0),
      (revision) => {
        this.open.renamed(path, to, revision);
        this.tabs = this.tabs.map((tab) => (tab === path ? to : tab));
        this.current = this.current === path ? to : this.current;
        this.entries.delete(path);
        this.#note(to, revision, entry?.bytes ?? 0);
      },
    );
  }

  /** Looks what others have changed, for example after some time in another window. */
  async refresh(): Promise<void> {
    try {
      const listing = await this.api.list();
      const isOther = listing.files.some((file) => this.entries.get(file.path)?.revision !== file.revision);
      if (isOther || listing.files.length !== this.entries.size) {
        this.entries.clear();
        this.#enter(listing.files);
        this.take(listing.findings);
      }
      await this.open.refresh(this.entries);
    } catch {
      // the network is away: the next save will tell
    }
  }

  async #change(send: () => ReturnType<StudioApi["write"]>, done: (revision: number) => void): Promise<boolean> {
    let answer: Awaited<ReturnType<StudioApi["write"]>>;
    try {
      answer = await send();
    } catch {
      answer = { kind: "unavailable" };
    }
    if (answer.kind === "saved") {
      done(answer.revision);
      this.take(answer.findings);
      return true;
    }
    if (answer.kind === "conflict") {
      const who = answer.theirs?.changed_by || "Somebody else";
      const what = answer.theirs ? `${who} has changed ${answer.theirs.path}` : "Another author has deleted this file";
      this.message.tell(`${what} meanwhile. Nothing was done; look at it and try again.`, "failed");
      await this.refresh();
    } else {
      this.message.tell(answer.kind === "refused" ? answer.message : AWAY, "failed");
    }
    this.tell();
    return false;
  }

  #enter(files: readonly FileEntry[]): void {
    for (const file of files) {
      this.entries.set(file.path, file);
    }
  }

  #note(path: string, revision: number, bytes: number): void {
    const before = this.entries.get(path);
    const now = { changed_at: new Date().toISOString(), changed_by: null, is_text: true };
    this.entries.set(path, { ...(before ?? now), changed_at: now.changed_at, path, revision, bytes });
  }

  /** Takes a file out of what is open, and opens the one before it. */
  #shut(path: string): void {
    const at = this.tabs.indexOf(path);
    this.open.close(path);
    this.tabs = this.tabs.filter((tab) => tab !== path);
    if (this.current === path) {
      this.current = this.tabs[Math.max(0, at - 1)] ?? "";
      this.figure = null;
      void this.show(this.current);
    }
    this.tell();
  }
}
