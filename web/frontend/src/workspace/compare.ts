import { changesBetween } from "./changes.ts";
import type { Files, SavedDraft } from "./data.ts";
import { dialogOf } from "./dialogs.ts";
import { element, part } from "./dom.ts";

/** The difference between this device's draft and the one that another device has saved. */
export async function compare(mine: Files, theirs: SavedDraft, nonce: string): Promise<void> {
  const dialog = dialogOf("conflict");
  const place = part("conflict-difference");
  const changes = changesBetween(mine, theirs.files);
  place.replaceChildren(element("p", { class: "soft", role: "status" }, "Loading"));
  dialog.showModal();
  try {
    const { showChanges } = await import("./difference.ts");
    const shown = await showChanges(place, changes, nonce);
    dialog.addEventListener("close", () => shown.destroy(), { once: true });
  } catch {
    place.replaceChildren(element("p", { role: "status" }, "The difference could not be loaded. Try again later."));
  }
}
