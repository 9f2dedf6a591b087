import { isolateHistory } from "@codemirror/commands";
import { type ChangeSpec, Compartment, EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Files, StarterFile } from "./data.ts";
import { loadLanguage } from "./languages.ts";
import { named, newFile, type OpenFile } from "./openfile.ts";
import { setup } from "./setup.ts";

export interface EditorListener {
  onChange(): void;
  onPlace(line: number, column: number): void;
  onBlur(): void;
  /** Files were added, removed or renamed. */
  onFiles(): void;
}

/** What a restored state has changed, by path. */
export interface Restored {
  changed: string[];
  added: string[];
  removed: string[];
}

interface Entry {
  file: OpenFile;
  state: EditorState;
  scroll: number;
}

// Each state has contents of its own for these.
const language = new Compartment();
const identity = new Compartment();
const choices = new Compartment();

/** One view over several files; each keeps its own history, selection and place. */
export class Editor {
  readonly view: EditorView;
  readonly #entries = new Map<string, Entry>();
  #current = "";
  #isSilent = false;
  #choices: Extension = [];
  readonly #extras: Extension;

  /** `extras` are what a file gets besides the setup, for example completion and lint. */
  constructor(
    parent: HTMLElement,
    private readonly nonce: string,
    private readonly listener: EditorListener,
    extras: (editor: Editor) => Extension = () => [],
  ) {
    this.#extras = extras(this);
    this.view = new EditorView({ parent, extensions: [EditorView.cspNonce.of(nonce)] });
  }

  get current(): string {
    return this.#current;
  }

  /** The starter's files in its order, then those added. */
  files(): OpenFile[] {
    return [...this.#entries.values()].map((entry) => entry.file);
  }

  file(path: string): OpenFile | undefined {
    return this.#entries.get(path)?.file;
  }

  state(path: string): EditorState | undefined {
    return path === this.#current ? this.view.state : this.#entries.get(path)?.state;
  }

  /** Another set of files, for example of another stack; `texts` go before the starter's own and may bring more. */
  load(starter: readonly StarterFile[], texts: Files): void {
    this.#entries.clear();
    this.#current = "";
    for (const { path, text, language, is_readonly } of starter) {
      this.#enter({ path, language, is_readonly, is_added: false }, is_readonly ? text : (texts[path] ?? text));
    }
    for (const [path, text] of Object.entries(texts)) {
      if (!this.#entries.has(path)) {
        this.#enter(newFile(path), text);
      }
    }
    this.listener.onFiles();
  }

  open(path: string): void {
    const entry = this.#entries.get(path);
    if (!entry || path === this.#current) {
      return;
    }
    this.#keepCurrent();
    this.#current = path;
    this.view.setState(entry.state);
    this.view.scrollDOM.scrollTop = entry.scroll;
    this.#tellPlace(entry.state);
  }

  /** Puts the cursor at the start of a line, counted from 1, in the middle of the window. */
  goTo(line: number): void {
    const { doc } = this.view.state;
    const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  focus(): void {
    this.view.focus();
  }

  /** The files that the candidate may write, as they stand. */
  texts(): Files {
    this.#keepCurrent();
    const writable = [...this.#entries.values()].filter((entry) => !entry.file.is_readonly);
    return Object.fromEntries(writable.map((entry) => [entry.file.path, entry.state.doc.toString()]));
  }

  /** Every file, those that are only read included. */
  allTexts(): Files {
    this.#keepCurrent();
    return Object.fromEntries([...this.#entries].map(([path, entry]) => [path, entry.state.doc.toString()]));
  }

  /** A further file; silent where it is no change of what is worked on, as when a file is opened. */
  add(path: string, text = "", isSilent = false): void {
    this.#enter(newFile(path), text);
    this.#changedFiles(isSilent);
  }

  /** Takes an added file away and opens the one before it. */
  remove(path: string, isSilent = false): void {
    const paths = [...this.#entries.keys()];
    if (!this.#entries.get(path)?.file.is_added) {
      return;
    }
    if (path === this.#current) {
      this.open(paths[Math.max(0, paths.indexOf(path) - 1)] ?? "");
    }
    this.#entries.delete(path);
    this.#current = path === this.#current ? "" : this.#current;
    this.#changedFiles(isSilent);
  }

  /** Gives an added file another name; its history stays. */
  rename(path: string, name: string): void {
    this.#keepCurrent();
    const entry = this.#entries.get(path);
    if (!entry?.file.is_added || this.#entries.has(name)) {
      return;
    }
    const entries = [...this.#entries].map(([key, value]): [string, Entry] => [key === path ? name : key, value]);
    this.#entries.clear();
    for (const [key, value] of entries) {
      this.#entries.set(key, value);
    }
    entry.file = newFile(name);
    this.#current = this.#current === path ? name : this.#current;
    this.#update(name, { effects: [identity.reconfigure(named(entry.file)), language.reconfigure([])] });
    this.#colour(entry.file);
    this.#changedFiles();
  }

  /** Puts texts in place of what is there, each as one step that can be undone; tells which were others. */
  replace(files: Files, isSilent: boolean): string[] {
    this.#keepCurrent();
    const changed = Object.entries(files).filter(([path, text]) => {
      const entry = this.#entries.get(path);
      return entry && !entry.file.is_readonly && entry.state.doc.toString() !== text;
    });
    for (const [path, text] of changed) {
      const length = this.#entries.get(path)?.state.doc.length ?? 0;
      this.#isSilent = isSilent;
      this.edit(path, { from: 0, to: length, insert: text });
      this.#isSilent = false;
    }
    // The listener hears of the open file by itself.
    if (!isSilent && changed.length > 0 && !changed.some(([path]) => path === this.#current)) {
      this.listener.onChange();
    }
    return changed.map(([path]) => path);
  }

  /** Changes a file's text, as a step of its own that can be undone. */
  edit(path: string, changes: ChangeSpec): void {
    this.#update(path, { changes, userEvent: "input.replace", annotations: isolateHistory.of("full") });
  }

  /** Puts a whole state in place of what is there: files that it has not, and that were added, go. */
  restore(files: Files, isSilent = false): Restored {
    const removed = this.files()
      .filter((file) => file.is_added && !(file.path in files))
      .map((file) => file.path);
    const added = Object.keys(files).filter((path) => !this.#entries.has(path));
    const changed = this.replace(files, isSilent);
    for (const path of added) {
      this.#enter(newFile(path), files[path] ?? "");
    }
    if (removed.includes(this.#current)) {
      this.open(this.files()[0]?.path ?? "");
    }
    for (const path of removed) {
      this.#entries.delete(path);
    }
    if (added.length + removed.length > 0) {
      this.#changedFiles(isSilent);
    }
    return { changed, added, removed };
  }

  /** What the user prefers, for every file. */
  configure(extension: Extension): void {
    this.#choices = extension;
    for (const path of this.#entries.keys()) {
      this.#update(path, { effects: choices.reconfigure(extension) });
    }
  }

  #changedFiles(isSilent = false): void {
    this.listener.onFiles();
    if (!isSilent) {
      this.listener.onChange();
    }
  }

  #update(path: string, change: TransactionSpec): void {
    const entry = this.#entries.get(path);
    if (path === this.#current) {
      this.view.dispatch(change);
    } else if (entry) {
      entry.state = entry.state.update(change).state;
    }
  }

  #keepCurrent(): void {
    const entry = this.#entries.get(this.#current);
    if (entry) {
      entry.state = this.view.state;
      entry.scroll = this.view.scrollDOM.scrollTop;
    }
  }

  #enter(file: OpenFile, text: string): void {
    this.#entries.set(file.path, { file, state: this.#newState(file, text), scroll: 0 });
    this.#colour(file);
  }

  #newState(file: OpenFile, text: string): EditorState {
    return EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(this.nonce),
        choices.of(this.#choices), // first: other key bindings go before the standard ones
        this.#extras,
        setup,
        language.of([]),
        identity.of(named(file)),
        EditorView.domEventHandlers({ blur: () => this.listener.onBlur() }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !this.#isSilent) {
            this.listener.onChange();
          }
          if (update.docChanged || update.selectionSet) {
            this.#tellPlace(update.state);
          }
        }),
      ],
    });
  }

  #colour(file: OpenFile): void {
    void loadLanguage(file.language).then((loaded) => {
      // The files may have been exchanged or renamed while the language was on its way.
      if (this.#entries.get(file.path)?.file === file) {
        this.#update(file.path, { effects: language.reconfigure(loaded) });
      }
    });
  }

  #tellPlace(state: EditorState): void {
    const head = state.selection.main.head;
    const line = state.doc.lineAt(head);
    this.listener.onPlace(line.number, head - line.from + 1);
  }
}
