import type { DraftState } from "../workspace/draft.ts";
import { savedWords } from "../workspace/notice.ts";
import type { AskAnswer } from "./api.ts";
import { AWAY, type Workbench } from "./workbench.ts";

/** What is saved, said in the bar; and the draft opened as a candidate sees it. */
export function startSaved(bench: Workbench, place: HTMLElement): void {
  let at: string | null = null;
  let before: DraftState = "untouched";
  bench.listen(() => {
    const state = bench.open.worst();
    if (state === "saved" && before !== "saved" && before !== "untouched") {
      at = new Date().toISOString();
    }
    before = state;
    place.dataset.state = state;
    const words = state === "saved" && at === null ? "" : savedWords({ state, savedAt: at, message: "", theirs: null });
    if (place.textContent !== words) {
      place.textContent = words;
    }
  });
}

export interface PreviewParts {
  button: HTMLElement | null; // not there while the problem is archived
  onInvalid(): void;
  /** Opens an empty window at once: one that is opened after an answer would be blocked. */
  newWindow?: () => Pick<Window, "close" | "location"> | null;
}

export function startPreview(bench: Workbench, parts: PreviewParts): () => Promise<void> {
  let isAsking = false;
  const act = async (): Promise<void> => {
    if (isAsking || !bench.data.editable) {
      return;
    }
    isAsking = true;
    parts.button?.setAttribute("aria-busy", "true");
    await preview(bench, parts);
    parts.button?.removeAttribute("aria-busy");
    isAsking = false;
  };
  parts.button?.addEventListener("click", () => void act());
  return act;
}

async function preview(bench: Workbench, parts: PreviewParts): Promise<void> {
  const opened = (parts.newWindow ?? (() => window.open("about:blank", "_blank")))();
  let answer: AskAnswer<string>;
  try {
    const isSaved = await bench.open.flush();
    const words = "Not everything is saved yet, so candidates would see something else. Look at what the editor says.";
    answer = isSaved ? await bench.api.preview() : { kind: "refused", message: words };
  } catch {
    answer = { kind: "refused", message: AWAY };
  }
  if (answer.kind === "done") {
    if (opened) {
      opened.location.href = new URL(answer.value, location.href).href;
    } else {
      location.assign(answer.value);
    }
    return;
  }
  opened?.close();
  if (answer.kind === "invalid") {
    bench.take(answer.findings);
    parts.onInvalid();
    bench.message.tell("It cannot be opened as a candidate before what was found in the folder is mended.", "failed");
  } else {
    bench.message.tell(answer.message, "failed");
  }
}
