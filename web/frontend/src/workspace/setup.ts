import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
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
import { look } from "./look.ts";

/** What every file's editor can do, whatever its language and its user's preferences. */
export const setup: Extension = [
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
  // Alt adds a cursor, Shift and Alt draw a rectangle; Ctrl adds one too, where a desktop keeps Alt for itself.
  EditorView.clickAddsSelectionRange.of((event) => (event.altKey ? !event.shiftKey : event.ctrlKey || event.metaKey)),
  rectangularSelection({ eventFilter: (event) => event.altKey && event.shiftKey && event.button === 0 }),
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
    ...lintKeymap.filter((binding) => binding.key !== "F8"), // faults.ts has one that says what it found
    indentWithTab,
  ]),
  look,
];
