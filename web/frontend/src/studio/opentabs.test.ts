import { beforeEach, expect, test } from "vitest";
import { element } from "../workspace/dom.ts";
import { OpenTabs } from "./opentabs.ts";

let list: HTMLElement;
let panel: HTMLElement;
let tabs: OpenTabs;
let did: string[];
const PATHS = ["problem.toml", "wrong/a/expect.toml", "wrong/b/expect.toml"];
const all = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role="tab"]')];

beforeEach(() => {
  [list, panel, did] = [element("div"), element("div", { id: "panel" }), []];
  document.body.replaceChildren(list, panel);
  tabs = new OpenTabs(list, [panel], {
    open: (path) => void did.push(`open ${path}`),
    close: (path) => void did.push(`close ${path}`),
  });
  tabs.show(PATHS, "wrong/a/expect.toml", () => false);
});

test("it names each file, with its folder where two are called the same", () => {
  expect(all().map((tab) => tab.firstChild?.textContent)).toEqual(["problem.toml", "expect.toml", "expect.toml"]);
  expect(all().map((tab) => tab.querySelector("small")?.textContent)).toEqual([undefined, "wrong/a", "wrong/b"]);
  expect(all().map((tab) => tab.getAttribute("aria-selected"))).toEqual(["false", "true", "false"]);
  expect(panel.getAttribute("aria-labelledby")).toBe(all()[1]?.id);
});

test("it opens by a click or an arrow, and closes by Delete or the middle button", () => {
  all()[0]?.click();
  all()[1]?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  all()[2]?.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
  all()[0]?.dispatchEvent(new MouseEvent("auxclick", { button: 1, bubbles: true }));
  all()[0]?.dispatchEvent(new MouseEvent("auxclick", { button: 2, bubbles: true }));
  expect(did).toEqual([
    "open problem.toml",
    "open wrong/b/expect.toml",
    "close wrong/b/expect.toml",
    "close problem.toml",
  ]);
});

test("it marks what is not saved with a sign and words, without drawing the tabs anew", () => {
  const before = all()[0];
  tabs.show(PATHS, "problem.toml", (path) => path === "problem.toml");
  expect(all()[0]).toBe(before);
  expect(all().map((tab) => (tab.querySelector(".tab-unsaved") as HTMLElement).hidden)).toEqual([false, true, true]);
  expect(before?.textContent).toContain("not saved");
});

test("it keeps the focus when a tab is closed", () => {
  all()[1]?.focus();
  tabs.show(["problem.toml"], "problem.toml", () => false);
  expect(document.activeElement).toBe(all()[0]);
  tabs.show([], "", () => false);
  expect(all()).toEqual([]);
});
