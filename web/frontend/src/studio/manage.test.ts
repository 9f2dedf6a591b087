import { beforeEach, expect, test, vi } from "vitest";
import { part } from "../workspace/dom.ts";
import { FakeServer, type Made, makeBench, type as write } from "./fixtures.ts";
import { Knowledge } from "./knowledge.ts";
import { remove, rename, startManagement, upload } from "./manage.ts";
import type { Row } from "./tree.ts";

let made: Made;
let selected: Row | undefined;

const name = (id: string): string =>
  `<dialog id="${id}"><form method="dialog"><input id="${id}-path"><p id="${id}-path-error"></p><p id="${id}-hint"></p>
   <button value="cancel"></button><button value="ok"></button></form></dialog>`;
const BUTTONS = [
  "new-file-button",
  "new-file-item",
  "new-wrong-button",
  "new-wrong-item",
  "upload-button",
  "upload-item",
];
const ITEMS = ["rename-item", "delete-item", "download-item", "revisions-item", "tree-menu-button"];
const field = (id: string): HTMLInputElement => part(`${id}-path`) as HTMLInputElement;
const fault = (id: string): string => part(`${id}-path-error`).textContent ?? "";
const said = (): string => made.message.textContent ?? "";
const row = (path: string, isFolder = false): Row => ({
  path,
  name: path,
  level: 1,
  isFolder,
  isOpen: true,
  place: 1,
  among: 1,
});

async function answer(id: string, text: string): Promise<void> {
  await vi.waitFor(() => expect((part(id) as HTMLDialogElement).open).toBe(true));
  field(id).value = text;
  part(id).querySelector<HTMLButtonElement>('button[value="ok"]')?.click();
  await new Promise((done) => setTimeout(done));
}

const given = () => ({ bench: made.bench, tree: { selected }, knowledge: new Knowledge(made.bench) });

function make(server = new FakeServer(), rest = {}): void {
  const dialogs = ["new-file", "new-wrong", "rename-file", "upload"].map(name).join("");
  const buttons = [...BUTTONS, ...ITEMS].map((id) => `<button id="${id}"></button>`).join("");
  document.body.innerHTML = `${dialogs}${buttons}<div id="tree-menu"></div><p id="tree-menu-name"></p>
    <input type="file" id="upload-files"><dialog id="delete-file"><form method="dialog"><code id="delete-file-name"></code>
    <button value="delete"></button></form></dialog>`;
  made = makeBench(server, rest);
  selected = undefined;
  startManagement({
    bench: made.bench,
    knowledge: new Knowledge(made.bench),
    tree: {
      get selected() {
        return selected;
      },
    },
  });
}

beforeEach(() => make());

test("it makes a file in the folder that is selected, and opens it", async () => {
  selected = row("tests/test_limits.py");
  part("new-file-button").click();
  await vi.waitFor(() => expect(field("new-file").value).toBe("tests/"));
  await answer("new-file", "tests/test_limits.py");
  expect(fault("new-file")).toContain("already");
  await answer("new-file", "tests/test_more.py");
  await vi.waitFor(() => expect(made.bench.current).toBe("tests/test_more.py"));
});

test("it makes a wrong solution: what it must fail, and the first file to change", async () => {
  part("new-wrong-item").click();
  await answer("new-wrong", "too-many");
  expect(fault("new-wrong")).toContain("already");
  await answer("new-wrong", "counts-from-one");
  await vi.waitFor(() => expect(made.bench.current).toBe("wrong/counts-from-one/expect.toml"));
  expect(made.server.files.get("wrong/counts-from-one/expect.toml")?.text).toBe('why = ""\nfails = []\n');
  expect(made.server.files.get("wrong/counts-from-one/app.py")?.text).toBe("app = 1\n");
  expect(made.bench.tabs).toEqual(["wrong/counts-from-one/app.py", "wrong/counts-from-one/expect.toml"]);
});

test("it names the stack of a wrong solution where there are several", async () => {
  const server = new FakeServer({
    "problem.toml": 'stacks = ["a", "b"]\n',
    "solution/b/x/deep.py": "",
    "solution/b/main.py": "m",
  });
  make(server);
  part("new-wrong-button").click();
  await answer("new-wrong", "first");
  await vi.waitFor(() => expect(made.bench.current).toBe("wrong/first/expect.toml"));
  expect(server.files.get("wrong/first/expect.toml")?.text).toBe('why = ""\nstack = "b"\nfails = []\n');
  expect(server.files.get("wrong/first/main.py")?.text).toBe("m");
});

test("it renames, and moves into another folder", async () => {
  void rename(given(), "statement.md");
  await answer("rename-file", "problem.toml");
  expect(fault("rename-file")).toContain("already");
  await answer("rename-file", "texts/statement.md");
  await vi.waitFor(() => expect(made.bench.paths()).toContain("texts/statement.md"));
  expect(made.said).toEqual(["statement.md is now texts/statement.md."]);
});

test("it deletes after a question, and offers the way back", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "late ");
  void remove(given(), "statement.md");
  await vi.waitFor(() => expect((part("delete-file") as HTMLDialogElement).open).toBe(true));
  expect(part("delete-file-name").textContent).toBe("statement.md");
  part("delete-file").querySelector("button")?.click();
  await vi.waitFor(() => expect(said()).toContain("statement.md was deleted."));
  expect(made.bench.entries.has("statement.md")).toBe(false);
  [...made.message.querySelectorAll("button")].find((button) => button.textContent === "Undo")?.click();
  await vi.waitFor(() => expect(made.bench.current).toBe("statement.md"));
  expect(made.server.files.get("statement.md")?.text).toBe("late # A task\n");
});

test("it leaves files alone while the problem is archived, and folders always", async () => {
  make(new FakeServer(), { editable: false });
  await remove(given(), "statement.md");
  await rename(given(), "statement.md");
  make();
  await remove(given(), "tests");
  await rename(given(), "tests");
  expect(document.querySelector("dialog[open]")).toBeNull();
});

test("it says when the network is away before it deletes", async () => {
  made.server.isAway = true;
  void remove(given(), "statement.md");
  await vi.waitFor(() => expect((part("delete-file") as HTMLDialogElement).open).toBe(true));
  part("delete-file").querySelector("button")?.click();
  await vi.waitFor(() => expect(said()).toContain("could not be reached"));
});

test("it uploads files as they are into a folder, and replaces those of the same path", async () => {
  await made.bench.show("statement.md");
  const done = upload(given(), [new File(["new"], "statement.md"), new File([Uint8Array.of(0, 255)], "a.png")]);
  await answer("upload", "..");
  expect(fault("upload")).toContain("Use letters");
  await answer("upload", "");
  await done;
  expect(made.server.written).toEqual(["statement.md", "a.png"]);
  expect(said()).toContain("Uploaded: statement.md, a.png.");
});

test("it refuses what is too large, and does nothing without files", async () => {
  await upload(given(), []);
  expect(said()).toBe("");
  await upload(given(), [new File([new Uint8Array(1024 * 1024 + 1)], "a.bin")]);
  expect(said()).toContain("a.bin: It is larger than 1 MiB.");
});

test("it stops uploading where the server says no", async () => {
  made.server.answers = [{ kind: "refused", message: "The problem is too large." }];
  const done = upload(given(), [new File(["a"], "a.md"), new File(["b"], "b.md")]);
  await answer("upload", "notes");
  await done;
  expect([said().includes("too large"), made.server.written]).toEqual([true, []]);
});

test("it downloads what stands in the editor", async () => {
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  const made_ = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
  selected = row("statement.md");
  part("download-item").click();
  await vi.waitFor(() => expect(clicked).toHaveBeenCalled());
  const [blob] = made_.mock.calls.flat() as Blob[];
  expect(await blob?.text()).toBe("# A task\n");
});

test("it says in the menu which file is meant, and what cannot be done with a folder", () => {
  selected = row("tests", true);
  part("tree-menu").dispatchEvent(new Event("beforetoggle"));
  expect(part("tree-menu-name").textContent).toBe("tests");
  expect(part("rename-item").getAttribute("aria-disabled")).toBe("true");
  selected = row("statement.md");
  part("tree-menu").dispatchEvent(new Event("beforetoggle"));
  expect(part("rename-item").getAttribute("aria-disabled")).toBe("false");
});

test("it lets the buttons open the picker of files", () => {
  const picker = part("upload-files");
  const clicked = vi.spyOn(picker, "click").mockImplementation(() => undefined);
  part("upload-button").click();
  expect(clicked).toHaveBeenCalled();
});
