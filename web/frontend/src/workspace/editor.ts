import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import type { Files, StarterFile } from "./data.ts";
import { loadLanguage } from "./languages.ts";
import { look } from "./look.ts";

export interface EditorListener {
  onChange(): void;
  onPlace(line: number, column: number): void;
  onBlur(): void;
}

const basics: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  foldGutter({ openText: "⌄", closedText: "›" }),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  EditorState.tabSize.of(4),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  rectangularSelection(),
  crosshairCursor(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search(),
  keymap.of([
    ...closeBracketsKeymap,
    // Ctrl+Enter belongs to the page: it runs the samples.
    ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    indentWithTab,
  ]),
  look,
];

/** One view over several files; each keeps its own history, selection and place. */
export class Editor {
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #scroll = new Map<string, number>();
  readonly #readonly = new Set<string>();
  #current = "";
  #isSilent = false;

  constructor(
    parent: HTMLElement,
    private readonly nonce: string,
    private readonly listener: EditorListener,
  ) {
    this.#view = new EditorView({ parent, extensions: [EditorView.cspNonce.of(nonce)] });
  }

  get current(): string {
    return this.#current;
  }

  /** Another set of files, for example of another stack; `texts` go before the starter's own. */
  load(starter: readonly StarterFile[], texts: Files): void {
    this.#states.clear();
    this.#scroll.clear();
    this.#readonly.clear();
    this.#current = "";
    for (const file of starter) {
      if (file.is_readonly) {
        this.#readonly.add(file.path);
      }
      this.#states.set(file.path, this.#newState(file, texts[file.path] ?? file.text));
    }
  }

  open(path: string): void {
    const state = this.#states.get(path);
    if (!state || path === this.#current) {
      return;
    }
    this.#keepCurrent();
    this.#current = path;
    this.#view.setState(state);
    this.#view.scrollDOM.scrollTop = this.#scroll.get(path) ?? 0;
    this.#tellPlace(state);
  }

  focus(): void {
    this.#view.focus();
  }

  /** The editable files as they stand. */
  texts(): Files {
    this.#keepCurrent();
    const editable = [...this.#states].filter(([path]) => !this.#readonly.has(path));
    return Object.fromEntries(editable.map(([path, state]) => [path, state.doc.toString()]));
  }

  /** Puts texts in place of what is there, as one step that can be undone. */
  replace(files: Files, isSilent: boolean): void {
    this.#keepCurrent();
    for (const [path, text] of Object.entries(files)) {
      const state = this.#states.get(path);
      if (!state || this.#readonly.has(path) || state.doc.toString() === text) {
        continue;
      }
      const changes = { from: 0, to: state.doc.length, insert: text };
      if (path === this.#current) {
        this.#isSilent = isSilent;
        this.#view.dispatch({ changes });
        this.#isSilent = false;
      } else {
        this.#states.set(path, state.update({ changes }).state);
      }
    }
  }

  #keepCurrent(): void {
    if (this.#current) {
      this.#states.set(this.#current, this.#view.state);
      this.#scroll.set(this.#current, this.#view.scrollDOM.scrollTop);
    }
  }

  #newState(file: StarterFile, text: string): EditorState {
    const language = new Compartment();
    void loadLanguage(file.language).then((loaded) => this.#paint(file.path, language, loaded));
    return EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(this.nonce),
        basics,
        language.of([]),
        indentUnit.of(file.language === "python" ? "    " : "  "),
        EditorState.readOnly.of(file.is_readonly),
        EditorView.contentAttributes.of({
          "aria-label": `${file.path}${file.is_readonly ? ", read-only" : ""}`,
          "aria-readonly": String(file.is_readonly),
          tabindex: "0",
        }),
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

  #paint(path: string, language: Compartment, loaded: Extension): void {
    const effects = language.reconfigure(loaded);
    const state = path === this.#current ? this.#view.state : this.#states.get(path);
    // The files may have been exchanged while the language was on its way.
    if (!state || language.get(state) === undefined) {
      return;
    }
    if (path === this.#current) {
      this.#view.dispatch({ effects });
    } else {
      this.#states.set(path, state.update({ effects }).state);
    }
  }

  #tellPlace(state: EditorState): void {
    const head = state.selection.main.head;
    const line = state.doc.lineAt(head);
    this.listener.onPlace(line.number, head - line.from + 1);
  }
}
