import { Draft, type DraftState, type DraftStatus } from "../workspace/draft.ts";
import type { Editor } from "../workspace/editor.ts";
import type { StudioApi } from "./api.ts";
import type { FileEntry, FileState, Finding, StudioData } from "./data.ts";

/** The text files that are open: each saved by itself, with the revision that was read; a conflict waits for a choice. */
export interface OpenFilesParts {
  data: Pick<StudioData, "id" | "editable">;
  api: Pick<StudioApi, "read" | "write">;
  editor: Pick<Editor, "add" | "remove" | "rename" | "replace" | "state">;
  user: string; // whose copies this browser keeps
  storage: Storage | null;
  /** Where a file stands has changed. */
  onState(): void;
  onSaved(path: string, saved: { revision: number; bytes: number; findings: Finding[] }): void;
  /** Another author has deleted it, and that was agreed to. */
  onGone(path: string): void;
}

export interface FileStatus {
  state: DraftState;
  message: string;
  /** What another author has made of it meanwhile; null: deleted. Only in a conflict. */
  theirs: FileState | null;
}

interface Opened extends FileStatus {
  draft: Draft;
  revision: number;
}

const UNSAVED: readonly DraftState[] = ["changed", "saving", "offline", "refused", "conflict"];

/** From what is worst for the author to what is best. */
const BY_WEIGHT: readonly DraftState[] = ["conflict", "refused", "offline", "saving", "changed", "saved"];

export class OpenFiles {
  readonly #opened = new Map<string, Opened>();
  readonly #coming = new Map<string, Promise<FileState>>();

  constructor(private readonly parts: OpenFilesParts) {}

  has(path: string): boolean {
    return this.#opened.has(path);
  }

  status(path: string): FileStatus | undefined {
    return this.#opened.get(path);
  }

  isUnsaved(path: string): boolean {
    return UNSAVED.includes(this.#opened.get(path)?.state ?? "saved");
  }

  /** Where all of them stand together. */
  worst(): DraftState {
    const states = [...this.#opened.values()].map((opened) => opened.state);
    return BY_WEIGHT.find((state) => states.includes(state)) ?? "untouched";
  }

  /** Fetches a file and puts its text into the editor; what is no text is only given back. */
  async open(path: string): Promise<FileState> {
    const coming = this.#coming.get(path) ?? this.parts.api.read(path);
    this.#coming.set(path, coming);
    try {
      const file = await coming;
      if (file.text !== null && !this.#opened.has(path)) {
        this.parts.editor.add(path, file.text, true);
        this.#begin(file, file.text).start();
      }
      return file;
    } finally {
      this.#coming.delete(path);
    }
  }

  text(path: string): string | undefined {
    return this.#opened.has(path) ? this.#read(path) : undefined;
  }

  changed(path: string): void {
    this.#opened.get(path)?.draft.changed();
  }

  /** Puts a text in place of what is there, as one step that can be undone. */
  replace(path: string, text: string): void {
    this.parts.editor.replace({ [path]: text }, true);
    this.changed(path);
  }

  /** Saves now what is not saved; whether nothing is left. */
  async flush(path?: string): Promise<boolean> {
    const paths = path === undefined ? [...this.#opened.keys()] : [path];
    await Promise.all(paths.map((one) => this.#opened.get(one)?.draft.flush()));
    return !paths.some((one) => this.isUnsaved(one));
  }

  keepMine(path: string): void {
    void this.#opened.get(path)?.draft.keepMine();
  }

  takeTheirs(path: string): void {
    this.#opened.get(path)?.draft.takeTheirs();
  }

  /** A text made of both goes on from the other author's revision. */
  keepMerged(path: string, text: string): void {
    this.parts.editor.replace({ [path]: text }, true);
    this.keepMine(path);
  }

  /** Takes a file out of the editor, saved or not: its copy in this browser stays where it was not. */
  close(path: string): void {
    this.#opened.get(path)?.draft.stop();
    if (this.#opened.delete(path)) {
      this.parts.editor.remove(path, true);
    }
  }

  renamed(path: string, to: string, revision: number): void {
    const [text, isTyped] = [this.#read(path), this.isUnsaved(path)];
    this.#opened.get(path)?.draft.stop();
    if (this.#opened.delete(path)) {
      this.parts.editor.rename(path, to);
      const draft = this.#begin({ path: to, revision, changed_at: "", changed_by: null, text }, text);
      if (isTyped) {
        draft.changed(); // while the rename was under way
        this.parts.storage?.removeItem(this.#key(path));
      }
    }
  }

  /** Brings in what others have saved, in files where nothing of ours is at stake. */
  async refresh(entries: ReadonlyMap<string, FileEntry>): Promise<void> {
    for (const [path, opened] of [...this.#opened]) {
      const entry = entries.get(path);
      if (this.isUnsaved(path) || entry?.revision === opened.revision) {
        continue;
      }
      if (!entry) {
        this.parts.onGone(path);
        continue;
      }
      const file = await this.parts.api.read(path);
      if (!this.isUnsaved(path) && this.#opened.get(path) === opened && file.text !== null) {
        opened.draft.stop();
        this.parts.editor.replace({ [path]: file.text }, true);
        this.#begin(file, file.text);
      }
    }
  }

  #begin(file: FileState, text: string): Draft {
    const { path, revision } = file;
    const opened: Opened = {
      state: "saved",
      message: "",
      theirs: file, // should this browser's copy have grown from an older one
      revision,
      draft: new Draft(
        {
          save: (files, base) => this.#save(path, files[path] ?? "", Number(base ?? 0)),
          read: () => ({ [path]: this.#read(path) }),
          write: (files) => (path in files ? void this.parts.editor.replace(files, true) : this.parts.onGone(path)),
          report: (status) => this.#take(path, status),
          storage: this.parts.data.editable ? this.parts.storage : null,
          key: this.#key(path),
        },
        { files: { [path]: text }, saved_at: String(revision) },
      ),
    };
    this.#opened.set(path, opened);
    this.parts.onState();
    return opened.draft;
  }

  async #save(
    path: string,
    text: string,
    revision: number,
  ): ReturnType<ConstructorParameters<typeof Draft>[0]["save"]> {
    const answer = await this.parts.api.write(path, { text }, revision);
    if (answer.kind === "saved") {
      const bytes = new TextEncoder().encode(text).length;
      this.parts.onSaved(path, { revision: answer.revision, bytes, findings: answer.findings });
      return { kind: "saved", savedAt: String(answer.revision) };
    }
    if (answer.kind !== "conflict") {
      return answer;
    }
    const { theirs } = answer;
    const opened = this.#opened.get(path);
    if (opened) {
      opened.theirs = theirs;
    }
    // A file that is gone, or no text any more, has no text to put in the place of ours.
    const files: Record<string, string> = theirs && theirs.text !== null ? { [path]: theirs.text } : {};
    return { kind: "conflict", theirs: { saved_at: String(theirs?.revision ?? 0), files } };
  }

  #take(path: string, status: DraftStatus): void {
    const opened = this.#opened.get(path);
    if (opened) {
      opened.state = status.state;
      opened.message = status.message;
      opened.revision = Number(status.savedAt ?? 0);
      this.parts.onState();
    }
  }

  /** Where this browser keeps its copy. */
  #key(path: string): string {
    return `studio:${this.parts.user}:${this.parts.data.id}:${path}`;
  }

  #read(path: string): string {
    return this.parts.editor.state(path)?.doc.toString() ?? "";
  }
}
