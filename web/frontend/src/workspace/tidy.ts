import type { Desk } from "./desk.ts";
import { part } from "./dom.ts";
import { FormatFault, formatting } from "./format.ts";

type Formatted = Pick<Desk, "editor" | "message" | "announce">;

/** Formats the open file, as one step that can be undone, and says what came of it. */
export function startFormat(desk: Formatted): () => boolean {
  const button = part("format-button");
  const act = async (): Promise<void> => {
    const path = desk.editor.current;
    const file = desk.editor.file(path);
    if (!file || file.is_readonly || button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    await format(desk, path, file.language);
    button.removeAttribute("aria-busy");
  };
  for (const place of [button, document.getElementById("format-item")]) {
    place?.addEventListener("click", () => void act());
  }
  return () => {
    void act();
    return true;
  };
}

async function format(desk: Formatted, path: string, language: string): Promise<void> {
  const before = desk.editor.state(path);
  if (!before) {
    return;
  }
  try {
    const changes = await formatting(before, language);
    if (desk.editor.state(path)?.doc !== before.doc) {
      desk.message.tell(`${path} has changed meanwhile and was not formatted.`);
    } else if (changes.length === 0) {
      desk.message.tell(`${path} is formatted already.`);
    } else {
      desk.editor.edit(path, changes);
      desk.message.clear();
      desk.announce(`${path} was formatted.`);
    }
  } catch (error) {
    if (!(error instanceof FormatFault)) {
      throw error;
    }
    desk.message.tell(`${path} was not formatted. ${error.message}`, "failed");
  }
}
