import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { element } from "../workspace/dom.ts";
import { languageOf, loadLanguage } from "../workspace/languages.ts";
import { setup } from "../workspace/setup.ts";

/** Two texts of a file and a third made of both. Loaded when it is first asked for. */
export interface Texts {
  path: string;
  mine: string;
  theirs: string;
  who: string | null;
}

export interface Merged {
  /** How it works, in a sentence. */
  hint: string;
  /** What has been made of both so far. */
  text(): string;
  destroy(): void;
}

/** Side by side where there is room; on a narrow screen in one text, change by change. */
export async function showMerge(place: HTMLElement, texts: Texts, nonce: string, isNarrow: boolean): Promise<Merged> {
  const language = await loadLanguage(languageOf(texts.path));
  const common: Extension = [EditorView.cspNonce.of(nonce), EditorView.lineWrapping, language];
  const named = (name: string): Extension => EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0" });
  const who = texts.who || "The other author";
  return isNarrow ? unified(place, texts, [common, named("Your text")], who) : beside(place, texts, common, named, who);
}

function beside(
  place: HTMLElement,
  texts: Texts,
  common: Extension,
  named: (name: string) => Extension,
  who: string,
): Merged {
  const frozen = [EditorState.readOnly.of(true), EditorView.editable.of(false)];
  const view = new MergeView({
    a: { doc: texts.theirs, extensions: [common, setup, frozen, named(`The text of ${who}`)] },
    b: { doc: texts.mine, extensions: [common, setup, named("Your text, which will be saved")] },
    revertControls: "a-to-b",
    renderRevertControl: () => take(),
    collapseUnchanged: { margin: 3, minSize: 8 },
    gutter: true,
  });
  const heads = element("div", { class: "merge-heads" }, element("strong", {}, who), element("strong", {}, "You"));
  place.replaceChildren(heads, view.dom);
  return {
    hint: "On the left is the other text, on the right yours. An arrow takes a change over; the right one can be written in, and is what will be saved.",
    text: () => view.b.state.doc.toString(),
    destroy: () => view.destroy(),
  };
}

function unified(place: HTMLElement, texts: Texts, extensions: Extension, who: string): Merged {
  const view = new EditorView({
    state: EditorState.create({
      doc: texts.mine,
      extensions: [extensions, setup, unifiedMergeView({ original: texts.theirs, mergeControls: control })],
    }),
  });
  place.replaceChildren(view.dom);
  return {
    hint: `Marked with − is what only the text of ${who} has. The buttons beside a change decide it; the text can be written in, and is what will be saved.`,
    text: () => view.state.doc.toString(),
    destroy: () => view.destroy(),
  };
}

/** The view listens for a pressed mouse button alone; the keyboard's click is made one. */
function take(): HTMLElement {
  const words = "Take this change over into your text";
  const made = element("button", { type: "button", class: "merge-take", "aria-label": words, title: words }, "→");
  made.addEventListener("click", (event) => {
    if (event.detail === 0) {
      made.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
    }
  });
  return made;
}

/** Without a type of its own a button would close the dialog that it stands in. */
function control(type: "reject" | "accept", act: (event: MouseEvent) => void): HTMLElement {
  const made = element("button", { type: "button" }, type === "accept" ? "Keep mine" : "Take theirs");
  made.addEventListener("click", act);
  return made;
}
