import { startConsole } from "./src/console/start.ts";
import { Api } from "./src/workspace/api.ts";
import { startClock } from "./src/workspace/clock.ts";
import { type Files, readData, starterFiles } from "./src/workspace/data.ts";
import type { Desk } from "./src/workspace/desk.ts";
import { part } from "./src/workspace/dom.ts";
import { Draft } from "./src/workspace/draft.ts";
import { Editor } from "./src/workspace/editor.ts";
import { FileTabs } from "./src/workspace/files.ts";
import { startHints } from "./src/workspace/hints.ts";
import { History } from "./src/workspace/history.ts";
import { nameKeys, startKeys } from "./src/workspace/keys.ts";
import { languageName } from "./src/workspace/languages.ts";
import { showNotice, showSaved } from "./src/workspace/notice.ts";
import { startPreferences } from "./src/workspace/preferences.ts";
import { startRevisions } from "./src/workspace/revisions.ts";
import { Runner } from "./src/workspace/runner.ts";
import { startSplit } from "./src/workspace/split.ts";
import { PaneTabs, startTabs } from "./src/workspace/tabs.ts";
import { startTransfer } from "./src/workspace/transfer.ts";

/** The workspace: joins the editor, the draft, the runs and the panes of the problem page. */
const script = part("workspace-data");
const data = readData(script);
const workspace = part("workspace");
const api = new Api(data);

const editor = new Editor(part("editor"), script.nonce ?? "", {
  onChange: () => draft.changed(),
  onBlur: () => void draft.flush(),
  onPlace: (line, column) => {
    part("editor-place").textContent = `Line ${line}, column ${column}`;
  },
});

const files = new FileTabs(part("files"), part("editor"), (file) => {
  editor.open(file.path);
  part("editor-language").textContent = languageName(file.language);
  const reset = part("reset-button") as HTMLButtonElement;
  reset.disabled = file.is_readonly;
});

let stack = data.stack;
let draft = openStack(stack);

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function openStack(name: string): Draft {
  const starter = data.starters[name] ?? [];
  const known = data.drafts[name] ?? null;
  const texts: Files = { ...starterFiles(starter), ...known?.files };
  editor.load(starter, texts);
  files.show(starter);
  const opened = new Draft(
    {
      save: async (texts, base) => {
        const answer = await api.saveDraft(name, texts, base);
        if (answer.kind === "saved") {
          data.drafts[name] = { files: texts, saved_at: answer.savedAt };
        }
        return answer;
      },
      read: () => editor.texts(),
      write: (texts) => editor.replace(texts, true),
      report: (status) => {
        showSaved(part("saved"), status);
        showNotice(part("draft-notice"), status, {
          keepMine: () => void draft.keepMine(),
          takeTheirs: () => draft.takeTheirs(),
        });
      },
      storage: storage(),
      key: `draft:${workspace.dataset.user}:${data.slug}:${name}`,
    },
    known && { ...known, files: texts },
  );
  return opened;
}

// Only where there is a choice of stacks.
document.getElementById("stack")?.addEventListener("change", async (event) => {
  await draft.flush();
  draft.stop();
  stack = (event.target as HTMLSelectElement).value;
  draft = openStack(stack);
  draft.start();
});

const panes = new PaneTabs(part("pane-tabs"), workspace, window.matchMedia("(max-width: 60rem)"));

const runner = new Runner({
  api,
  history: new History(part("history"), part("history-empty")),
  place: { panel: part("result"), status: part("announcer"), alert: part("alerter") },
  link: part("result-link"),
  buttons: { run: part("run-button") as HTMLButtonElement, submit: part("submit-button") as HTMLButtonElement },
  read: () => ({ stack, files: editor.texts() }),
  onStart: () => {
    panes.show("pane-results");
    void draft.flush();
  },
});

part("reset-button").addEventListener("click", () => {
  const name = document.querySelector("[data-reset-name]");
  if (name) {
    name.textContent = editor.current;
  }
});
part("reset").addEventListener("close", (event) => {
  const starter = data.starters[stack]?.find((file) => file.path === editor.current);
  if ((event.target as HTMLDialogElement).returnValue === "reset" && starter) {
    editor.replace({ [starter.path]: starter.text }, false);
    editor.focus();
  }
  (event.target as HTMLDialogElement).returnValue = "";
});

for (const list of document.querySelectorAll<HTMLElement>("[data-tabs]")) {
  startTabs(list);
}
startSplit({
  handle: part("split-columns"),
  area: workspace,
  property: "--split-statement",
  storageKey: "split:columns",
});
startSplit({ handle: part("split-rows"), area: workspace, property: "--split-editor", storageKey: "split:rows" });
startKeys({
  run: () => void runner.start("run"),
  submit: () => void runner.start("submit"),
  save: () => void draft.flush(),
});
nameKeys(/Mac|iPhone|iPad/.test(navigator.userAgent));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    void draft.flush();
  }
});
window.addEventListener("online", () => void draft.flush());

const desk: Desk = {
  data,
  api,
  editor,
  stack: () => stack,
  texts: () => editor.texts(),
  restore: (files) => editor.replace(files, false),
  openAt: (path) => editor.open(path),
  flush: () => draft.flush(),
  showResults: () => panes.show("pane-results"),
  announce: (sentence) => {
    part("announcer").textContent = sentence;
  },
};
for (const start of [startConsole, startClock, startHints, startPreferences, startRevisions, startTransfer]) {
  start(desk);
}

draft.start();
if (data.latest) {
  runner.resume(data.latest);
}
