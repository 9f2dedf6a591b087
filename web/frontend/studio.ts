import { openLintPanel } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { StudioApi } from "./src/studio/api.ts";
import { startPreview, startSaved } from "./src/studio/bar.ts";
import { studioCompletion } from "./src/studio/complete.ts";
import { startConflicts } from "./src/studio/conflict.ts";
import { readStudio } from "./src/studio/data.ts";
import { showFigure } from "./src/studio/figure.ts";
import { findingMarks, mark, startFindings } from "./src/studio/findings.ts";
import { Gate } from "./src/studio/gate.ts";
import { placeInHash } from "./src/studio/hash.ts";
import { Knowledge } from "./src/studio/knowledge.ts";
import { remove, rename, startManagement } from "./src/studio/manage.ts";
import { OpenTabs } from "./src/studio/opentabs.ts";
import { startPast } from "./src/studio/past.ts";
import { Schemas } from "./src/studio/schemas.ts";
import { StatementPreview } from "./src/studio/statement.ts";
import { TreeView } from "./src/studio/treeview.ts";
import { Workbench } from "./src/studio/workbench.ts";
import { loadApi, type StackApi } from "./src/workspace/completions.ts";
import { dialogOf } from "./src/workspace/dialogs.ts";
import { part } from "./src/workspace/dom.ts";
import { storage } from "./src/workspace/drafting.ts";
import { Editor } from "./src/workspace/editor.ts";
import { faultMarks } from "./src/workspace/faults.ts";
import { loadKeymap, WAY_OUT } from "./src/workspace/keymaps.ts";
import { nameKeys, showKeys, startKeys } from "./src/workspace/keys.ts";
import { languageName } from "./src/workspace/languages.ts";
import { Message } from "./src/workspace/message.ts";
import { keep, merged, type Preferences, startPreferences, stored } from "./src/workspace/preferences.ts";
import { startSplit } from "./src/workspace/split.ts";
import { PaneTabs, startTabs } from "./src/workspace/tabs.ts";
import { startFormat } from "./src/workspace/tidy.ts";

/** The studio: joins the files, the editor, the statement, what is wrong and the gate. */
const script = part("studio-data");
const data = readStudio(script);
const nonce = script.nonce ?? "";
const studio = part("studio");
const api = new StudioApi(data);
const offered = new Map<string, StackApi>(); // what the stacks' completion knows
const schemas = new Schemas(data.schemas);

const editor = new Editor(
  part("studio-editor"),
  nonce,
  {
    onChange: () => bench.open.changed(editor.current),
    onBlur: () => void bench.open.flush(),
    onPlace: (line, column) => {
      part("editor-place").textContent = `Line ${line}, column ${column}`;
    },
    onFiles: () => undefined,
  },
  (made) => [
    data.editable ? [] : EditorState.readOnly.of(true),
    studioCompletion({
      editor: made,
      get knowledge() {
        return knowledge;
      },
      schema: (name) => schemas.get(name),
      api: (stack) => offered.get(stack) ?? [],
    }),
    findingMarks(() => ({
      path: made.current,
      findings: bench.findings,
      proven: gate.findings(made.current),
    })),
    faultMarks((count) => showFaults(count)),
    keymap.of([{ key: "Shift-Alt-f", run: () => format() }]),
  ],
);

const bench = new Workbench({
  data,
  api,
  editor,
  nonce,
  message: new Message(part("studio-message")),
  user: studio.dataset.user ?? "",
  storage: storage(),
  announce: (sentence) => {
    part("announcer").textContent = sentence;
  },
  onShow: (path) => {
    panes.show("pane-editor");
    const stack = knowledge.stackOf(path);
    void loadApi(stack).then((loaded) => offered.set(stack, loaded));
  },
});
const knowledge = new Knowledge(bench);
const panes = new PaneTabs(part("pane-tabs"), studio, window.matchMedia("(max-width: 60rem)"), "pane-files");

const tree = new TreeView(
  part("studio-tree"),
  { isUnsaved: (path) => bench.open.isUnsaved(path), faults: (path) => bench.faults(path) },
  {
    open: (path) => void bench.show(path),
    rename: (path) => void rename({ bench, tree, knowledge }, path),
    remove: (path) => void remove({ bench, tree, knowledge }, path),
  },
);
const panels = [part("studio-editor"), part("studio-figure")];
const tabs = new OpenTabs(part("studio-files"), panels, {
  open: (path) => void bench.show(path),
  close: (path) => void bench.close(path),
});

function draw(): void {
  const { current, figure } = bench;
  tree.show(bench.paths(), current);
  tabs.show(bench.tabs, current, (path) => bench.open.isUnsaved(path));
  part("studio-editor").hidden = current === "" || figure !== null;
  part("studio-nothing").hidden = current !== "";
  part("studio-figure").hidden = figure === null;
  part("editor-place").hidden = current === "" || figure !== null;
  part("editor-language").textContent = languageName(editor.file(current)?.language ?? "");
  for (const id of ["close-button", "format-button", "revisions-button"]) {
    (part(id) as HTMLButtonElement).disabled = current === "" || (figure !== null && id !== "close-button");
  }
  if (figure) {
    showFigure(part("studio-figure"), figure);
  }
}

function showFaults(count: number): void {
  const place = part("editor-faults");
  place.hidden = count === 0;
  place.textContent = count === 1 ? "1 problem in this file" : `${count} problems in this file`;
}

/** Shows one of the panes at the right. */
function side(name: "statement" | "findings" | "gate"): void {
  panes.show("pane-proof");
  part(`tab-${name}`).click();
}

for (const list of document.querySelectorAll<HTMLElement>("[data-tabs]")) {
  startTabs(list);
}
for (const [handle, property] of [
  ["files", "--split-files"],
  ["proof", "--split-proof"],
] as const) {
  startSplit({ handle: part(`split-${handle}`), area: studio, property, storageKey: `studio:${handle}` });
}

let preferences = merged(data.preferences, stored(storage()));

function prefer(now: Preferences): void {
  preferences = now;
  keep(storage(), now);
  studio.style.setProperty("--editor-size", `${now.font_size}px`);
  part("way-out").textContent = WAY_OUT[now.keymap];
  showKeys(now.has_shortcuts);
  void loadKeymap(now.keymap, () => void bench.open.flush()).then((bindings) => {
    // Another choice may have been made while these were on their way.
    if (preferences === now) {
      editor.configure([bindings, now.wraps ? EditorView.lineWrapping : []]);
    }
  });
}

bench.listen(draw);
startSaved(bench, part("saved"));
startConflicts(bench, part("studio-conflict"));
startFindings(bench, part("studio-findings"), part("findings-count"));
new StatementPreview(bench, part("studio-statement"));
const gate = new Gate(bench, {
  place: part("studio-gate"),
  buttons: { check: document.getElementById("studio-check"), publish: document.getElementById("studio-publish") },
  onShow: () => side("gate"),
  onInvalid: () => side("findings"),
  onFindings: () => mark(editor.view),
});
const runAsCandidate = startPreview(bench, {
  button: document.getElementById("studio-preview"),
  onInvalid: () => side("findings"),
});
startManagement({ bench, tree, knowledge });
startPast(bench, tree);
const format = startFormat(bench);
part("close-button").addEventListener("click", () => void bench.close(bench.current));
part("editor-faults").addEventListener("click", () => openLintPanel(editor.view));

nameKeys(/Mac|iPhone|iPad/.test(navigator.userAgent));
startKeys(
  {
    run: () => void gate.start(),
    submit: () => void runAsCandidate(),
    save: () => void bench.open.flush(),
    help: () => dialogOf("keys").showModal(),
  },
  { areOn: () => preferences.has_shortcuts, keepsSave: () => preferences.keymap === "emacs" },
);
prefer(preferences);
startPreferences(bench, preferences, prefer);

document.addEventListener("visibilitychange", () => {
  void (document.visibilityState === "hidden" ? bench.open.flush() : bench.refresh());
});
window.addEventListener("online", () => void bench.open.flush());
window.addEventListener("hashchange", () => openFromHash());

function openFromHash(): void {
  const { file, line } = placeInHash(location.hash);
  if (file) {
    void bench.show(file, line);
  }
}

bench.tell();
if (placeInHash(location.hash).file) {
  openFromHash();
} else if (!window.matchMedia("(max-width: 60rem)").matches) {
  void bench.show(bench.entries.has("statement.md") ? "statement.md" : "problem.toml");
}
