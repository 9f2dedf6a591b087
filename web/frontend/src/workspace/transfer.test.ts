import { beforeEach, expect, test, vi } from "vitest";
import { pack, unpack } from "./archive.ts";
import type { Files } from "./data.ts";
import type { Desk } from "./desk.ts";
import { part } from "./dom.ts";
import { startTransfer, upload } from "./transfer.ts";

const PRESENT = { "app.py": "app", "db.py": "db" };

let restored: Files[];
let said: string[];
let desk: Desk;

beforeEach(() => {
  document.body.innerHTML = `<section id="pane-editor"><p></p></section><button id="download-item"></button>
    <button id="upload-item"></button><input type="file" id="upload-files"><dialog id="upload"><form method="dialog">
    <div id="upload-plan"></div><button value="cancel"></button><button value="upload" id="upload-confirm"></button></form></dialog>`;
  [restored, said] = [[], []];
  desk = {
    data: { slug: "items" },
    stack: () => "python-flask",
    rules: () => ({ editable: ["app.py"], readonly: ["db.py"], addable: ["*.py"] }),
    editor: { allTexts: () => PRESENT, focus: () => undefined },
    message: { tell: (sentence: string) => void said.push(sentence) },
    restore: (files: Files) => {
      restored.push(files);
      return { changed: ["app.py"], added: ["more.py"], removed: [] };
    },
  } as unknown as Desk;
});

const text = (name: string, content: string): File => new File([content], name);
const answer = (value: string): void => {
  const form = document.querySelector("dialog[open] form") as HTMLFormElement;
  form.requestSubmit(form.querySelector<HTMLButtonElement>(`button[value="${value}"]`));
};
const shown = async (): Promise<void> => {
  await vi.waitFor(() => expect(document.querySelector("dialog[open]")).not.toBeNull());
};

test("it shows what an upload would do, and does it only then", async () => {
  const done = upload(desk, [text("app.py", "new"), text("more.py", "more"), text("db.py", "x"), text("a.txt", "a")]);
  await shown();
  const groups = [...part("upload-plan").querySelectorAll("h3")].map((title) => title.textContent);
  expect(groups).toEqual(["Replaced", "Added", "Refused"]);
  expect(part("upload-plan").textContent).toContain("db.py It comes with the task");
  expect(part("upload-confirm").textContent).toBe("Take 2 files");
  expect(restored).toEqual([]);
  answer("upload");
  await done;
  expect(restored).toEqual([{ "app.py": "new", "more.py": "more" }]);
  expect(said).toEqual(["Uploaded: app.py changed; more.py added. Undo works in each file."]);
});

test("it takes a zip, and leaves all as it is when that is not wanted", async () => {
  const archive = new File([pack({ "app.py": "zipped" })], "answer.ZIP");
  const done = upload(desk, [archive]);
  await shown();
  expect(part("upload-confirm").textContent).toBe("Take 1 file");
  answer("cancel");
  await done;
  expect(restored).toEqual([]);
});

test("it has nothing to take where all is refused or the same", async () => {
  const done = upload(desk, [text("app.py", "app"), new File([new Uint8Array(256 * 1024 + 1)], "big.py")]);
  await shown();
  expect(part("upload-plan").textContent).toContain("larger than 256 KiB");
  expect((part("upload-confirm") as HTMLButtonElement).disabled).toBe(true);
  answer("cancel");
  await done;
});

test("it says what is wrong with an archive, and does nothing for nothing", async () => {
  await upload(desk, [text("a.zip", "no archive")]);
  expect(said).toEqual(["This is no zip archive with files in it."]);
  await upload(desk, []);
  expect(document.querySelector("dialog[open]")).toBeNull();
});

test("it downloads every file as one archive", async () => {
  const made: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    made.push(blob as Blob);
    return "blob:x";
  });
  vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  startTransfer(desk);
  part("download-item").click();
  await vi.waitFor(() => expect(names).toEqual(["items-python-flask.zip"]));
  const archive = new Uint8Array(await (made[0] as Blob).arrayBuffer());
  expect(unpack(archive).map((file) => file.path)).toEqual(["app.py", "db.py"]);
});

test("it takes files that are dropped, before the editor does", async () => {
  startTransfer(desk);
  const pane = part("pane-editor");
  const inner = vi.fn();
  pane.querySelector("p")?.addEventListener("drop", inner);
  const drag = (type: string, types: string[]): Event => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { types, files: [text("app.py", "dropped")] }, relatedTarget: null });
    pane.querySelector("p")?.dispatchEvent(event);
    return event;
  };
  expect(drag("dragover", ["text/plain"]).defaultPrevented).toBe(false);
  expect(drag("dragover", ["Files"]).defaultPrevented).toBe(true);
  expect(pane.classList.contains("is-dropping")).toBe(true);
  drag("dragleave", ["Files"]);
  expect(pane.classList.contains("is-dropping")).toBe(false);
  drag("drop", ["Files"]);
  expect(inner).not.toHaveBeenCalled();
  await shown();
  answer("cancel");
});
