import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import { showMerge } from "./merge.ts";

const TEXTS = { path: "app.py", mine: "one\nmine\n", theirs: "one\ntheirs\n", who: "Bob" };
let place: HTMLElement;

beforeEach(() => {
  place = element("div");
  document.body.replaceChildren(place);
});

test("it puts the texts beside each other, each with a name, and only mine can be written in", async () => {
  const merged = await showMerge(place, TEXTS, "", false);
  const [theirs, mine] = [...place.querySelectorAll(".cm-content")];
  expect(theirs?.getAttribute("aria-label")).toBe("The text of Bob");
  expect(theirs?.getAttribute("contenteditable")).toBe("false");
  expect(mine?.getAttribute("contenteditable")).toBe("true");
  expect(merged.text()).toBe(TEXTS.mine);
  merged.destroy();
});

test("it takes a change over, also by the keyboard", async () => {
  const merged = await showMerge(place, TEXTS, "", false);
  await vi.waitFor(() => expect(place.querySelector(".merge-take")).not.toBeNull());
  const arrow = place.querySelector<HTMLElement>(".merge-take");
  expect(arrow?.getAttribute("aria-label")).toContain("Take this change over");
  expect(arrow?.getAttribute("type")).toBe("button");
  arrow?.dispatchEvent(new MouseEvent("click", { detail: 0, bubbles: true }));
  expect(merged.text()).toBe(TEXTS.theirs);
});

test("it shows one text with its changes where there is no room for two", async () => {
  const merged = await showMerge(place, { ...TEXTS, who: null }, "", true);
  expect(place.querySelectorAll(".cm-content")).toHaveLength(1);
  const take = [...place.querySelectorAll("button")].find((button) => button.textContent === "Take theirs");
  expect(take?.type).toBe("button");
  take?.click();
  expect(merged.text()).toBe(TEXTS.theirs);
  expect(merged.hint).toContain("The other author");
  merged.destroy();
});
