import { getChunks, getOriginalDoc, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Text } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import type { FileChange } from "./changes.ts";
import { element } from "./dom.ts";
import { languageOf, loadLanguage } from "./languages.ts";
import { look } from "./look.ts";

/** A file's two states in one text, to read: what would go and what would come. Loaded when it is first asked for. */
export interface Shown {
  /** Takes the views away with their listeners. */
  destroy(): void;
}

const KINDS = { changed: "changed", added: "is only in that version", removed: "is only in yours" } as const;

/** Draws all of the changes under each other; `nonce` is for the views' styles. */
export async function showChanges(place: HTMLElement, changes: readonly FileChange[], nonce: string): Promise<Shown> {
  const views: EditorView[] = [];
  const parts: HTMLElement[] = [];
  for (const change of changes) {
    const parent = element("div", { class: "states-text" });
    const view = new EditorView({ parent, state: await stateOf(change, nonce) });
    views.push(view);
    const heading = element("h3", {}, element("code", {}, change.path), ` ${KINDS[change.kind]}`);
    parts.push(
      element("section", { class: "states-file" }, heading, element("p", { class: "soft" }, tally(view)), parent),
    );
  }
  place.replaceChildren(...parts);
  const destroy = (): void => {
    for (const view of views) {
      view.destroy();
    }
  };
  return { destroy };
}

async function stateOf(change: FileChange, nonce: string): Promise<EditorState> {
  return EditorState.create({
    doc: change.after,
    extensions: [
      EditorView.cspNonce.of(nonce),
      lineNumbers(),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": `Difference in ${change.path}`, tabindex: "0" }),
      await loadLanguage(languageOf(change.path)),
      look,
      unifiedMergeView({
        original: change.before,
        mergeControls: false,
        allowInlineDiffs: false,
        syntaxHighlightDeletions: true,
        collapseUnchanged: { margin: 3, minSize: 6 },
      }),
    ],
  });
}

/** How many lines go and come: colours alone say nothing. */
function tally(view: EditorView): string {
  const [before, after] = [getOriginalDoc(view.state), view.state.doc];
  let [gone, come] = [0, 0];
  for (const chunk of getChunks(view.state)?.chunks ?? []) {
    gone += linesIn(before, chunk.fromA, chunk.endA);
    come += linesIn(after, chunk.fromB, chunk.endB);
  }
  return `${count(gone)} removed, ${count(come)} added`;
}

function linesIn(doc: Text, from: number, to: number): number {
  return to > from ? doc.lineAt(to).number - doc.lineAt(from).number + 1 : 0;
}

function count(lines: number): string {
  return lines === 1 ? "1 line" : `${lines} lines`;
}
