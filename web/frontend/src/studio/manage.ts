import { ask, askText, dialogOf } from "../workspace/dialogs.ts";
import { element, part } from "../workspace/dom.ts";
import { base64Of, bytesOf } from "./figure.ts";
import type { Knowledge } from "./knowledge.ts";
import { folderFault, folderOf, inFolder, MAX_FILE_BYTES, nameOf, pathFault, TOO_LARGE, wrongFault } from "./names.ts";
import type { TreeView } from "./treeview.ts";
import { AWAY, type Workbench } from "./workbench.ts";

/** New, renamed, deleted, uploaded and downloaded files. */
export interface Management {
  bench: Workbench;
  tree: Pick<TreeView, "selected">;
  knowledge: Pick<Knowledge, "stacks">;
}

const EXPECT = "expect.toml";

export function startManagement(given: Management): void {
  const { bench, tree } = given;
  const onClick = (id: string, act: (path: string) => unknown): void => {
    document.getElementById(id)?.addEventListener("click", () => act(tree.selected?.path ?? bench.current));
  };
  for (const from of ["button", "item"]) {
    onClick(`new-file-${from}`, () => create(given));
    onClick(`new-wrong-${from}`, () => createWrong(given));
    onClick(`upload-${from}`, () => part("upload-files").click());
  }
  onClick("rename-item", (path) => rename(given, path));
  onClick("delete-item", (path) => remove(given, path));
  onClick("download-item", (path) => download(given, path));
  const picker = part("upload-files") as HTMLInputElement;
  picker.addEventListener("change", () => {
    const files = [...(picker.files ?? [])];
    picker.value = ""; // the same file again is a change too
    void upload(given, files);
  });
  part("tree-menu").addEventListener("beforetoggle", () => describe(given));
}

/** The folder that new files are offered to go into: the selected one, or that of the selected file. */
function folder({ tree }: Management): string {
  const row = tree.selected;
  return row ? (row.isFolder ? row.path : folderOf(row.path)) : "";
}

async function create(given: Management): Promise<void> {
  const { bench } = given;
  part("new-file-hint").textContent = "The path from the problem's folder, for example tests/test_limits.py.";
  const first = folder(given);
  const path = await askText(dialogOf("new-file"), first && `${first}/`, (text) => pathFault(text, bench.paths()));
  if (path !== null && (await bench.put(path, { text: "" }))) {
    await bench.show(path);
    bench.editor.focus();
  }
}

async function createWrong({ bench, knowledge }: Management): Promise<void> {
  part("new-wrong-hint").textContent = "Say what it gets wrong, for example counts-from-one.";
  const name = await askText(dialogOf("new-wrong"), "", (text) => wrongFault(text, bench.paths()));
  if (name === null) {
    return;
  }
  const stacks = await knowledge.stacks();
  const home = (stack: string): string => `solution/${stack}/`;
  const stack = stacks.find((one) => bench.paths().some((path) => path.startsWith(home(one)))) ?? stacks[0] ?? "";
  const solution = bench.paths().filter((path) => path.startsWith(home(stack)));
  const first = solution.sort((left, right) => depth(left) - depth(right) || (left < right ? -1 : 1))[0];
  const lines = ['why = ""', ...(stacks.length > 1 ? [`stack = "${stack}"`] : []), "fails = []", ""];
  if (!(await bench.put(`wrong/${name}/${EXPECT}`, { text: lines.join("\n") }))) {
    return;
  }
  if (first) {
    const copy = `wrong/${name}/${first.slice(home(stack).length)}`;
    if (await bench.put(copy, { text: await textOf(bench, first) })) {
      await bench.show(copy);
    }
  }
  await bench.show(`wrong/${name}/${EXPECT}`);
  bench.message.tell("Make one mistake in the copied file, then name the tests that must notice it.");
  bench.editor.focus();
}

async function textOf(bench: Workbench, path: string): Promise<string> {
  try {
    return bench.open.text(path) ?? (await bench.api.read(path)).text ?? "";
  } catch {
    return ""; // the network is away: the copy is written by hand
  }
}

function depth(path: string): number {
  return path.split("/").length;
}

export async function rename({ bench }: Management, path: string): Promise<void> {
  if (!bench.entries.has(path) || !bench.data.editable) {
    return;
  }
  part("rename-file-hint").textContent = "Another folder in the path moves the file.";
  const others = bench.paths().filter((other) => other !== path);
  const to = await askText(dialogOf("rename-file"), path, (text) => (text === path ? "" : pathFault(text, others)));
  if (to !== null && to !== path && (await bench.rename(path, to))) {
    bench.announce(`${path} is now ${to}.`);
  }
}

export async function remove({ bench }: Management, path: string): Promise<void> {
  if (!bench.entries.has(path) || !bench.data.editable) {
    return;
  }
  part("delete-file-name").textContent = path;
  if (!(await ask(dialogOf("delete-file"), "delete"))) {
    return;
  }
  try {
    const before = await bench.api.read(path);
    const text = bench.open.text(path) ?? before.text;
    if (await bench.remove(path)) {
      const content = text === null ? { base64: before.base64 ?? "" } : { text };
      const act = (): void => void bench.put(path, content).then((isThere) => isThere && bench.show(path));
      bench.message.tell(`${path} was deleted.`, "info", { text: "Undo", act });
    }
  } catch {
    bench.message.tell(AWAY, "failed");
  }
}

async function download({ bench }: Management, path: string): Promise<void> {
  if (!bench.entries.has(path)) {
    return;
  }
  try {
    const text = bench.open.text(path);
    const bytes = bytesOf(text === undefined ? await bench.api.read(path) : { text });
    const url = URL.createObjectURL(new Blob([bytes]));
    element("a", { href: url, download: nameOf(path) }).click();
    URL.revokeObjectURL(url);
  } catch {
    bench.message.tell(AWAY, "failed");
  }
}

export async function upload(given: Management, files: readonly File[]): Promise<void> {
  const { bench } = given;
  const large = files.filter((file) => file.size > MAX_FILE_BYTES);
  if (files.length === 0 || large.length > 0) {
    const names = large.map((file) => file.name).join(", ");
    return names ? bench.message.tell(`${names}: ${TOO_LARGE} Nothing was uploaded.`, "failed") : undefined;
  }
  const names = files.map((file) => file.name);
  part("upload-hint").textContent =
    `${names.join(", ")}. A file of the same path is replaced; its text stays among the earlier states. An empty field means the problem's own folder.`;
  const into = await askText(dialogOf("upload"), folder(given), (text) => folderFault(text, names, bench.paths()));
  if (into === null) {
    return;
  }
  for (const file of files) {
    const path = inFolder(into, file.name);
    const base64 = base64Of(new Uint8Array(await file.arrayBuffer()));
    if (!(await bench.open.flush(path)) || !(await bench.put(path, { base64 }))) {
      return;
    }
  }
  await bench.open.refresh(bench.entries);
  bench.message.tell(`Uploaded: ${names.join(", ")}.`);
  await bench.show(inFolder(into, names[0] ?? ""));
}

/** Says in the menu which file is meant, and keeps to what can be done with it. */
function describe({ bench, tree }: Management): void {
  const [menu, opener] = [part("tree-menu"), part("tree-menu-button")];
  const path = tree.selected?.path ?? "";
  const isFile = bench.entries.has(path);
  part("tree-menu-name").textContent = path || "No file";
  for (const id of ["rename-item", "delete-item", "revisions-item", "download-item"]) {
    document.getElementById(id)?.setAttribute("aria-disabled", String(!isFile));
  }
  const box = opener.getBoundingClientRect();
  menu.style.setProperty("--menu-top", `${Math.round(box.bottom)}px`);
  menu.style.setProperty(
    "--menu-right",
    `${Math.round(Math.max(8, document.documentElement.clientWidth - box.right - 120))}px`,
  );
}
