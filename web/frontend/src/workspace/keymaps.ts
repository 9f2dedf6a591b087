import { type Extension, Prec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** Other editors' key bindings, loaded when they are chosen. */
export type Keymap = "standard" | "vim" | "emacs";

export const KEYMAPS: readonly Keymap[] = ["standard", "vim", "emacs"];

/** How the keyboard leaves the editor, by key bindings. */
export const WAY_OUT: Record<Keymap, string> = {
  standard: "Tab indents. Esc, then Tab, leaves the editor.",
  vim: "Vim keys. Esc, then Tab, leaves the editor; :w saves.",
  emacs: "Emacs keys. Esc, then Tab, leaves the editor; Ctrl+X Ctrl+S saves.",
};

// As the editor does by itself where Escape has no other meaning: for a while Tab belongs to the page.
const TAB_IS_FREE_MS = 2000;
const wayOut = EditorView.domEventHandlers({
  keydown: (event, view) => {
    if (event.key === "Escape") {
      view.setTabFocusMode(TAB_IS_FREE_MS);
    }
    return false;
  },
});

/** `save` is what these editors' own commands for saving do here. */
export async function loadKeymap(name: Keymap, save: () => void): Promise<Extension> {
  if (name === "vim") {
    const { Vim, vim } = await import("@replit/codemirror-vim");
    Vim.defineEx("write", "w", save);
    return Prec.highest([wayOut, vim({ status: true })]);
  }
  if (name === "emacs") {
    const { EmacsHandler, emacs } = await import("@replit/codemirror-emacs");
    EmacsHandler.addCommands({ saveDraft: save });
    EmacsHandler.bindKey("C-x C-s", "saveDraft");
    return Prec.highest([wayOut, emacs()]);
  }
  return [];
}
