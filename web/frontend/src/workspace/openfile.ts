import { indentUnit } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { indentOf, languageOf } from "./languages.ts";

/** One file as the tabs show it. */
export interface OpenFile {
  path: string;
  language: string;
  is_readonly: boolean;
  is_added: boolean; // by the candidate: it may be renamed and deleted
}

export function newFile(path: string): OpenFile {
  return { path, language: languageOf(path), is_readonly: false, is_added: true };
}

/** What the editor needs to know of its file. */
export function named(file: OpenFile): Extension {
  return [
    indentUnit.of(indentOf(file.language)),
    EditorState.readOnly.of(file.is_readonly),
    file.language === "markdown" ? EditorView.lineWrapping : [], // prose has no line ends of its own
    EditorView.contentAttributes.of({
      "aria-label": `${file.path}${file.is_readonly ? ", read-only" : ""}`,
      "aria-readonly": String(file.is_readonly),
      tabindex: "0",
    }),
  ];
}
