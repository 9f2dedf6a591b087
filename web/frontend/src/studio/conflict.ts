import { clock, exact, relative } from "../times.ts";
import { ask, dialogOf } from "../workspace/dialogs.ts";
import { button, callout, element, part } from "../workspace/dom.ts";
import type { FileState } from "./data.ts";
import type { Merged } from "./merge.ts";
import type { Workbench } from "./workbench.ts";

/** When two authors have changed one file: who and when, and the choice between the texts, or one made of both. */
const COULD_NOT = "The two texts could not be shown side by side. Check your connection and try again.";

export function startConflicts(bench: Workbench, place: HTMLElement): void {
  bench.listen(() => showConflict(bench, place));
}

/** Redrawn only when it changes: who hears the page must not hear it again with every key. */
function showConflict(bench: Workbench, place: HTMLElement): void {
  const path = bench.current;
  const status = bench.open.status(path);
  const isShown = status?.state === "conflict" || status?.state === "refused";
  const wanted = status && isShown ? [path, status.state, status.message, status.theirs?.revision].join(" ") : "";
  if (place.dataset.shown === wanted) {
    return;
  }
  place.dataset.shown = wanted;
  place.replaceChildren();
  if (status && isShown) {
    const box = status.state === "conflict" ? conflict(bench, path, status.theirs) : refusal(status.message);
    box.setAttribute("role", "alert");
    place.replaceChildren(box);
  }
}

function refusal(message: string): HTMLElement {
  return callout("failed", [element("p", {}, message)]);
}

function conflict(bench: Workbench, path: string, theirs: FileState | null): HTMLElement {
  const who = theirs?.changed_by || "Another author";
  const kept = "Yours is in the editor, and kept in this browser. Nothing is lost before you choose.";
  if (!theirs) {
    return callout(
      "attention",
      [headline("Another author has deleted this file, while you were writing in it."), element("p", {}, kept)],
      button("Keep mine", () => bench.open.keepMine(path), "button-primary"),
      button("Delete it here too", () => bench.open.takeTheirs(path)),
    );
  }
  const then = Date.parse(theirs.changed_at);
  const when = element("span", { title: exact(then) }, `${relative(then, Date.now())} (${clock(then)})`);
  return callout(
    "attention",
    [
      headline(`${who} has saved another text of this file since you read it.`),
      element("p", {}, "Saved ", when, ". ", kept),
    ],
    button("Keep mine", () => bench.open.keepMine(path), "button-primary"),
    button("Take theirs", () => bench.open.takeTheirs(path)),
    button("Compare and merge", () => void merge(bench, path, theirs)),
  );
}

function headline(words: string): HTMLElement {
  return element("p", {}, element("strong", {}, words));
}

/** Both texts side by side; what stands in the right one at the end is saved. */
async function merge(bench: Workbench, path: string, theirs: FileState): Promise<void> {
  const dialog = dialogOf("merge");
  const [place, save] = [part("merge-place"), part("merge-save") as HTMLButtonElement];
  part("merge-name").textContent = path;
  part("merge-hint").textContent = "";
  save.disabled = true;
  place.replaceChildren(element("p", { class: "soft", role: "status" }, "Loading"));
  const answer = ask(dialog, "merged");
  let texts: Merged | null = null;
  try {
    const { showMerge } = await import("./merge.ts");
    const given = { path, theirs: theirs.text ?? "", mine: bench.open.text(path) ?? "", who: theirs.changed_by };
    texts = await showMerge(place, given, bench.nonce, window.matchMedia("(max-width: 60rem)").matches);
    part("merge-hint").textContent = texts.hint;
    save.disabled = false;
  } catch {
    place.replaceChildren(element("p", { role: "status" }, COULD_NOT));
  }
  const isMerged = await answer;
  if (isMerged && texts) {
    bench.open.keepMerged(path, texts.text());
  }
  texts?.destroy();
  bench.editor.focus();
}
