import { openLintPanel } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";
import { startConsole } from "./src/console/start.ts";
import { Api } from "./src/workspace/api.ts";
import { startClock } from "./src/workspace/clock.ts";
import { compare } from "./src/workspace/compare.ts";
import { completions, loadApi, type StackApi } from "./src/workspace/completions.ts";
import { readData } from "./src/workspace/data.ts";
import type { Desk } from "./src/workspace/desk.ts";
import { dialogOf } from "./src/workspace/dialogs.ts";
import { part } from "./src/workspace/dom.ts";
import type { DraftStatus } from "./src/workspace/draft.ts";
import { Drafting, storage } from "./src/workspace/drafting.ts";
import { Editor } from "./src/workspace/editor.ts";
import { faultMarks } from "./src/workspace/faults.ts";
import { FileTabs } from "./src/workspace/files.ts";
import { startHints } from "./src/workspace/hints.ts";
import { History } from "./src/workspace/history.ts";
import { loadKeymap, WAY_OUT } from "./src/workspace/keymaps.ts";
import { nameKeys, showKeys, startKeys } from "./src/workspace/keys.ts";
import { languageName } from "./src/workspace/languages.ts";
import { startManagement } from "./src/workspace/manage.ts";
import { Message } from "./src/workspace/message.ts";
import { showNotice, showSaved } from "./src/workspace/notice.ts";
import { keep, merged, type Preferences, startPreferences, stored } from "./src/workspace/preferences.ts";
import { startRevisions } from "./src/workspace/revisions.ts";
import { Runner } from "./src/workspace/runner.ts";
import { startSplit } from "./src/workspace/split.ts";
import { PaneTabs, startTabs } from "./src/workspace/tabs.ts";
import { startFormat } from "./src/workspace/tidy.ts";
import { startTransfer } from "./src/workspace/transfer.ts";

/** The workspace: joins the editor, the draft, the runs and the panes of the problem page. */
const script = part("workspace-data");
const data = readData(script);
const nonce = script.nonce ?? "";
const workspace = part("workspace");
const api = new Api(data);
let offered: StackApi = []; // what the stack's completion knows

const editor = new Editor(
  part("editor"),
  nonce,
  {
    onChange: () => drafting.draft.changed(),
    onBlur: () => void drafting.draft.flush(),
    onPlace: (line, column) => {
      part("editor-place").textContent = `Line ${line}, column ${column}`;
    },
    onFiles: () => files.show(editor.files(), editor.current),
  },
  (made) => [
    completions(made, () => offered),
    faultMarks((count) => showFaults(count)),
    keymap.of([{ key: "Shift-Alt-f", run: () => format() }]),
  ],
);

const files = new FileTabs(part("files"), part("editor"), (path) => {
  editor.open(path);
  const file = editor.file(path);
  part("editor-language").textContent = languageName(file?.language ?? "");
  (part("format-button") as HTMLButtonElement).disabled = file?.is_readonly ?? true;
});

const drafting = new Drafting({
  data,
  api,
  editor,
  user: workspace.dataset.user ?? "",
  report: showDraft,
  onStack: (stack) => {
    offered = [];
    void loadApi(stack).then((loaded) => {
      offered = stack === drafting.stack ? loaded : offered;
    });
  },
});

function showDraft(status: DraftStatus): void {
  showSaved(part("saved"), status);
  showNotice(part("draft-notice"), status, {
    keepMine: () => void drafting.draft.keepMine(),
    takeTheirs: () => drafting.draft.takeTheirs(),
    compare: () => void (status.theirs && compare(editor.texts(), status.theirs, nonce)),
  });
}

function showFaults(count: number): void {
  const place = part("editor-faults");
  place.hidden = count === 0;
  place.textContent = count === 1 ? "1 syntax error" : `${count} syntax errors`;
}

const panes = new PaneTabs(part("pane-tabs"), workspace, window.matchMedia("(max-width: 60rem)"));

const desk: Desk = {
  data,
  api,
  editor,
  nonce,
  message: new Message(part("editor-message")),
  stack: () => drafting.stack,
  rules: () => drafting.rules(),
  texts: () => editor.texts(),
  restore: (texts) => {
    const restored = editor.restore(texts);
    const touched = [...restored.changed, ...restored.added];
    if (!touched.includes(editor.current)) {
      files.open(touched[0] ?? editor.current);
    }
    return restored;
  },
  openAt: (path, line) => {
    if (editor.file(path)) {
      panes.show("pane-editor");
      files.open(path);
      editor.goTo(line);
    }
  },
  flush: () => drafting.draft.flush(),
  showResults: () => {
    panes.show("pane-results");
    part("tab-result").click(); // the console may be in its place
  },
  announce: (sentence) => {
    part("announcer").textContent = sentence;
  },
};

const runner = new Runner({
  api,
  history: new History(part("history"), part("history-empty")),
  place: { panel: part("result"), status: part("announcer"), alert: part("alerter") },
  link: part("result-link"),
  buttons: { run: part("run-button") as HTMLButtonElement, submit: part("submit-button") as HTMLButtonElement },
  read: () => ({ stack: drafting.stack, files: editor.texts() }),
  csrf: data.csrf,
  opener: { paths: () => editor.files().map((file) => file.path), open: desk.openAt },
  onStart: () => {
    desk.showResults();
    void drafting.draft.flush();
  },
});

// Only where there is a choice of stacks.
document.getElementById("stack")?.addEventListener("change", (event) => {
  desk.message.clear();
  void drafting.change((event.target as HTMLSelectElement).value);
});

for (const list of document.querySelectorAll<HTMLElement>("[data-tabs]")) {
  startTabs(list);
}
for (const [handle, property] of [
  ["columns", "--split-statement"],
  ["rows", "--split-editor"],
] as const) {
  startSplit({ handle: part(`split-${handle}`), area: workspace, property, storageKey: `split:${handle}` });
}

let preferences = merged(data.preferences, stored(storage()));

function prefer(now: Preferences): void {
  preferences = now;
  keep(storage(), now);
  workspace.style.setProperty("--editor-size", `${now.font_size}px`);
  part("way-out").textContent = WAY_OUT[now.keymap];
  showKeys(now.has_shortcuts);
  void loadKeymap(now.keymap, () => void desk.flush()).then((bindings) => {
    // Another choice may have been made while these were on their way.
    if (preferences === now) {
      editor.configure([bindings, now.wraps ? EditorView.lineWrapping : []]);
    }
  });
}

nameKeys(/Mac|iPhone|iPad/.test(navigator.userAgent));
startKeys(
  {
    run: () => void runner.start("run"),
    submit: () => void runner.start("submit"),
    save: () => void desk.flush(),
    help: () => dialogOf("keys").showModal(),
  },
  { areOn: () => preferences.has_shortcuts, keepsSave: () => preferences.keymap === "emacs" },
);
prefer(preferences);
startPreferences(desk, preferences, prefer);
startManagement({
  editor,
  rules: desk.rules,
  message: desk.message,
  open: (path) => files.open(path),
  starter: (path) => drafting.starter(path),
});
part("editor-faults").addEventListener("click", () => openLintPanel(editor.view));
const format = startFormat(desk);
for (const start of [startConsole, startClock, startHints, startRevisions, startTransfer]) {
  start(desk);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    void desk.flush();
  }
});
window.addEventListener("online", () => void desk.flush());

drafting.draft.start();
if (data.latest) {
  runner.resume(data.latest);
}
