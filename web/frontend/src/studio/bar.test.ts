import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import { startPreview, startSaved } from "./bar.ts";
import { type Made, makeBench, type as write } from "./fixtures.ts";

let made: Made;
let button: HTMLElement;
let opened: { close: () => void; location: { href: string } };
let invalid: number;
let act: () => Promise<void>;

const begin = (rest = {}): void => {
  document.body.replaceChildren();
  made = makeBench(undefined, rest);
  button = element("button");
  opened = { close: vi.fn(), location: { href: "" } };
  invalid = 0;
  act = startPreview(made.bench, {
    button,
    onInvalid: () => {
      invalid += 1;
    },
    newWindow: () => opened as unknown as Window,
  });
};

beforeEach(() => begin());

test("it says what is saved, in words", async () => {
  const place = element("span");
  startSaved(made.bench, place);
  await made.bench.show("statement.md");
  expect(place.textContent).toBe("");
  write(made.editor, "x");
  expect([place.textContent, place.dataset.state]).toEqual(["Not saved yet", "changed"]);
  await made.bench.open.flush();
  expect(place.textContent).toMatch(/^Saved \d\d:\d\d$/);
  made.server.isAway = true;
  write(made.editor, "y");
  await made.bench.open.flush();
  expect(place.textContent).toBe("Offline, kept in this browser");
});

test("it saves, and opens the draft in the window that it has opened at once", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  button.click();
  expect(button.getAttribute("aria-busy")).toBe("true");
  await vi.waitFor(() => expect(opened.location.href).toContain("/problems/limits~draft"));
  expect(made.server.written).toEqual(["statement.md"]);
  expect(button.hasAttribute("aria-busy")).toBe(false);
});

test("it shows what is wrong with the folder", async () => {
  const findings = [{ file: "problem.toml", line: 1, message: "is wrong" }];
  made.api.preview = async () => ({ kind: "invalid", findings, message: "" });
  await act();
  expect([invalid, made.bench.findings]).toEqual([1, findings]);
  expect(opened.close).toHaveBeenCalled();
});

test("it says why it cannot be opened", async () => {
  made.api.preview = async () => ({ kind: "refused", message: "The problem is archived." });
  await act();
  expect(made.message.textContent).toContain("The problem is archived.");
  made.api.preview = () => Promise.reject(new TypeError("Failed to fetch"));
  await act();
  expect(made.message.textContent).toContain("could not be reached");
});

test("it opens nothing while something is not saved", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  made.server.isAway = true;
  await act();
  expect(made.message.textContent).toContain("Not everything is saved yet");
});

test("it opens nothing of an archived problem", async () => {
  begin({ editable: false });
  await act();
  expect(opened.close).not.toHaveBeenCalled();
});
