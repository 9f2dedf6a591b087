import { inWords } from "./changes.ts";
import type { Desk } from "./desk.ts";
import { ask, dialogOf } from "./dialogs.ts";
import { element, icon, part } from "./dom.ts";
import { type Incoming, MAX_FILE_BYTES, type Plan, plan, TOO_LARGE } from "./intake.ts";

/** All files as a zip, and files or a zip from this computer: shown before anything is replaced. */
export function startTransfer(desk: Desk): void {
  const picker = part("upload-files") as HTMLInputElement;
  part("download-item").addEventListener("click", () => void download(desk));
  part("upload-item").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    const files = [...(picker.files ?? [])];
    picker.value = ""; // the same file again is a change too
    void upload(desk, files);
  });
  acceptDrops(part("pane-editor"), (files) => void upload(desk, files));
}

export async function download(desk: Desk): Promise<void> {
  const { pack } = await import("./archive.ts");
  const url = URL.createObjectURL(new Blob([pack(desk.editor.allTexts())], { type: "application/zip" }));
  const link = element("a", { href: url, download: `${desk.data.slug}-${desk.stack()}.zip` });
  link.click();
  URL.revokeObjectURL(url);
}

export async function upload(desk: Desk, files: readonly File[]): Promise<void> {
  let incoming: Incoming[];
  try {
    incoming = await readAll(files);
  } catch (error) {
    desk.message.tell(error instanceof Error ? error.message : "The files could not be read.", "failed");
    return;
  }
  if (incoming.length === 0) {
    return;
  }
  const made = plan(incoming, desk.editor.allTexts(), desk.rules());
  const total = made.replaced.length + made.added.length;
  describe(made, total);
  if ((await ask(dialogOf("upload"), "upload")) && total > 0) {
    const { changed, added, removed } = desk.restore(made.files);
    desk.message.tell(`Uploaded: ${inWords(changed, added, removed)} Undo works in each file.`);
    desk.editor.focus();
  }
}

async function readAll(files: readonly File[]): Promise<Incoming[]> {
  const { unpack } = await import("./archive.ts");
  const read = async (file: File): Promise<Incoming[]> => {
    if (/\.zip$/i.test(file.name)) {
      return unpack(new Uint8Array(await file.arrayBuffer()));
    }
    const isTooLarge = file.size > MAX_FILE_BYTES;
    const bytes = isTooLarge ? null : new Uint8Array(await file.arrayBuffer());
    return [{ path: file.name, bytes, fault: isTooLarge ? TOO_LARGE : "" }];
  };
  return (await Promise.all(files.map(read))).flat();
}

function describe(made: Plan, total: number): void {
  const group = (title: string, lines: readonly HTMLElement[]): HTMLElement[] =>
    lines.length > 0 ? [element("h3", {}, title), element("ul", { class: "upload-list" }, ...lines)] : [];
  const line = (path: string): HTMLElement => element("li", {}, element("code", {}, path));
  const refused = made.refused.map(({ path, reason }) =>
    element(
      "li",
      { class: "tone-failed" },
      icon("cross"),
      element("span", {}, element("code", {}, path), ` ${reason}`),
    ),
  );
  part("upload-plan").replaceChildren(
    ...group("Replaced", made.replaced.map(line)),
    ...group("Added", made.added.map(line)),
    ...group("As they are", made.same.map(line)),
    ...group("Refused", refused),
  );
  const confirm = part("upload-confirm") as HTMLButtonElement;
  confirm.disabled = total === 0;
  confirm.textContent = total === 1 ? "Take 1 file" : `Take ${total} files`;
}

/** Files that are dropped anywhere on the pane; before the editor, which would paste their text. */
function acceptDrops(pane: HTMLElement, take: (files: File[]) => void): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const mark = (isOver: boolean): void => {
    pane.classList.toggle("is-dropping", isOver);
  };
  pane.addEventListener(
    "dragover",
    (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        mark(true);
      }
    },
    { capture: true },
  );
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(event.relatedTarget as Node | null)) {
      mark(false);
    }
  });
  pane.addEventListener(
    "drop",
    (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        event.stopPropagation();
        mark(false);
        take([...(event.dataTransfer?.files ?? [])]);
      }
    },
    { capture: true },
  );
}
