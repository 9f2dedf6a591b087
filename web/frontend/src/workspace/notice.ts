import { clock, exact, relative } from "../times.ts";
import { button, callout, element } from "./dom.ts";
import type { DraftStatus } from "./draft.ts";

/** What the page says of the draft: a word in the bar, and a box above the editor when somebody has to choose. */
export interface Choices {
  keepMine(): void;
  takeTheirs(): void;
  /** Shows how the two differ. */
  compare(): void;
}

export function savedWords(status: DraftStatus): string {
  const time = status.savedAt ? ` ${clock(Date.parse(status.savedAt))}` : "";
  return {
    untouched: "",
    changed: "Not saved yet",
    saving: "Saving",
    saved: `Saved${time}`,
    offline: "Offline, kept in this browser",
    refused: "Not saved, kept in this browser",
    conflict: "Not saved: two versions",
  }[status.state];
}

export function showSaved(place: HTMLElement, status: DraftStatus): void {
  place.dataset.state = status.state;
  place.textContent = savedWords(status);
  place.title = status.savedAt ? `Last saved ${exact(Date.parse(status.savedAt))}` : "";
}

export function showNotice(place: HTMLElement, status: DraftStatus, choices: Choices): void {
  // Redrawn only when it changes: a reader of the page must not hear it again with every key.
  const wanted = status.state === "conflict" || status.state === "refused" ? status.state + status.message : "";
  if (place.dataset.shown === wanted) {
    return;
  }
  place.dataset.shown = wanted;
  if (status.state === "conflict" && status.theirs) {
    const then = Date.parse(status.theirs.saved_at);
    const when = element("span", { title: exact(then) }, relative(then, Date.now()));
    const box = callout(
      "attention",
      [
        element("p", {}, element("strong", {}, "This draft was saved elsewhere since you opened it.")),
        element("p", {}, "The other version was saved ", when, ". Yours is in the editor, and kept in this browser."),
      ],
      button("Keep mine", choices.keepMine, "button-primary"),
      button("Take the other", choices.takeTheirs),
      button("See the difference", choices.compare),
    );
    box.setAttribute("role", "alert");
    place.replaceChildren(box);
  } else if (status.state === "refused") {
    const box = callout("failed", [element("p", {}, status.message)]);
    box.setAttribute("role", "alert");
    place.replaceChildren(box);
  } else {
    place.replaceChildren();
  }
}
