import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const MOST_SIGNS = 300;

/** The editor in the page's own tokens: they change with the theme, the editor need not know. */
const theme = EditorView.theme({
  "&": { color: "var(--code-plain)", backgroundColor: "var(--panel)", fontSize: "var(--editor-size, var(--size-s))" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", fontFeatureSettings: '"calt" 0' },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    backgroundColor: "var(--panel)",
    color: "var(--text-faint)",
    border: "none",
    borderRight: "1px solid var(--line)",
  },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.5rem 0 0.75rem", minWidth: "2.5rem" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-line)" },
  ".cm-activeLineGutter": { color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--code-selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--code-selection)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-tint)",
    outline: "1px solid var(--accent-line)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--failed-tint)" },
  ".cm-specialChar": { color: "var(--failed)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--text)", fontFamily: "var(--sans)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "0.375rem 2rem 0.375rem 0.5rem", fontSize: "var(--size-s)" },
  ".cm-panel.cm-search label": { fontSize: "var(--size-s)" },
  ".cm-panel.cm-search [name=close]": { minWidth: "1.75rem", minHeight: "1.75rem", fontSize: "1rem", color: "inherit" },
  ".cm-textfield": {
    minHeight: "1.75rem",
    border: "1px solid var(--control-line)",
    borderRadius: "var(--radius-s)",
    backgroundColor: "var(--panel)",
    fontSize: "var(--size-s)",
  },
  ".cm-button": {
    minHeight: "1.75rem",
    border: "1px solid var(--control-line)",
    borderRadius: "var(--radius-s)",
    background: "var(--panel)",
    color: "var(--text)",
    fontSize: "var(--size-s)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--attention-tint)", outline: "1px solid var(--attention-line)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--code-selection)" },
  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-s)",
    backgroundColor: "var(--panel)",
    boxShadow: "var(--shadow)",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14rem" },
  ".cm-completionDetail": { color: "var(--text-faint)", fontStyle: "normal", marginLeft: "1rem" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.375rem 0.5rem", maxWidth: "22rem", fontSize: "var(--size-s)" },
  ".cm-tooltip-lint": { fontFamily: "var(--sans)", fontSize: "var(--size-s)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--failed-line)",
    textUnderlineOffset: "3px",
  },
  ".cm-gutter-lint": { width: "1rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0.125rem 0 0 0.125rem" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { background: "var(--accent-tint)", color: "var(--text)" },
  ".cm-panel.cm-panel-lint button[name=close]": { minWidth: "1.75rem", minHeight: "1.75rem", color: "inherit" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--failed-line)" },
  ".cm-vim-panel": { fontFamily: "var(--mono)", minHeight: "1.5rem", color: "var(--text)" },
  ".cm-vim-panel input": { color: "inherit" },
  "&.cm-focused .cm-fat-cursor": { background: "var(--accent-fill)", color: "var(--on-accent) !important" },
  "&:not(.cm-focused) .cm-fat-cursor": { outlineColor: "var(--accent-fill)" },
  // A difference: signs in the gutter beside the colours.
  ".cm-changeGutter": { width: "1.25rem", paddingLeft: "0" },
  ".cm-changeGutter .cm-gutterElement": { textAlign: "center", fontWeight: "600" },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": { backgroundColor: "var(--passed-tint)" },
  ".cm-deletedChunk": { backgroundColor: "var(--failed-tint)", paddingLeft: "0.75rem" },
  "&.cm-merge-b .cm-changedText": { background: "color-mix(in srgb, var(--passed-line) 30%, transparent)" },
  "& .cm-deletedChunk .cm-deletedText": { background: "color-mix(in srgb, var(--failed-line) 30%, transparent)" },
  "& .cm-insertedLine, & .cm-deletedLine": { textDecoration: "none" },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--passed-tint)", color: "var(--passed)" },
  "&.cm-merge-b .cm-changedLineGutter::after": { content: '"+"' },
  // One element stands beside all lines of a block: a sign for each, cut off at its end.
  ".cm-deletedLineGutter": {
    background: "var(--failed-tint)",
    color: "var(--failed)",
    overflow: "hidden",
    whiteSpace: "pre",
  },
  ".cm-deletedLineGutter::after": { content: `"${"−\\A ".repeat(MOST_SIGNS)}"` },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '""' },
  ".cm-collapsedLines": {
    background: "var(--sunken)",
    color: "var(--text-soft)",
    fontFamily: "var(--sans)",
    fontSize: "var(--size-s)",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.125rem 0.5rem", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent-fill)", color: "var(--on-accent)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.propertyName],
    color: "var(--code-name)",
  },
  { tag: [tags.className, tags.typeName, tags.standard(tags.variableName), tags.tagName], color: "var(--code-type)" },
  { tag: [tags.comment, tags.meta], color: "var(--code-comment)" },
  { tag: tags.heading, color: "var(--code-name)", fontWeight: "600" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.link, textDecoration: "underline" },
  { tag: tags.invalid, color: "var(--failed)" },
]);

export const look = [theme, syntaxHighlighting(colours)];
