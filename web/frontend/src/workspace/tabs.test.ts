import { beforeEach, expect, test } from "vitest";
import { PaneTabs, startTabs } from "./tabs.ts";

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const press = (target: HTMLElement, key: string): boolean =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

beforeEach(() => {
  document.body.innerHTML = `
    <div id="list" role="tablist">
      <button id="a" role="tab" aria-controls="pa" aria-selected="true"></button>
      <button id="b" role="tab" aria-controls="pb"></button>
      <button id="c" role="tab" aria-controls="pc"></button>
    </div><div id="pa"></div><div id="pb"></div><div id="pc"></div>
    <div id="narrow"><button data-pane="left"></button><button data-pane="right"></button></div>
    <div id="work"><section id="left"></section><section id="right"></section></div>`;
});

test("it shows the panel of the selected tab only", () => {
  startTabs(byId("list"));
  expect([byId("pa").hidden, byId("pb").hidden]).toEqual([false, true]);
  byId("b").click();
  expect([byId("pa").hidden, byId("pb").hidden]).toEqual([true, false]);
  expect(byId("b").getAttribute("aria-selected")).toBe("true");
});

test("it is one tab stop, and arrows move with wrapping", () => {
  startTabs(byId("list"));
  expect([byId("a").tabIndex, byId("b").tabIndex]).toEqual([0, -1]);
  press(byId("a"), "ArrowLeft");
  expect(document.activeElement).toBe(byId("c"));
  expect(byId("pc").hidden).toBe(false);
  press(byId("c"), "ArrowRight");
  expect(document.activeElement).toBe(byId("a"));
  press(byId("a"), "End");
  expect(document.activeElement).toBe(byId("c"));
});

test("it leaves other keys to the browser", () => {
  startTabs(byId("list"));
  expect(press(byId("a"), "Tab")).toBe(true);
  expect(press(byId("a"), "ArrowRight")).toBe(false);
});

class FakeMedia extends EventTarget {
  matches = true;
}

test("it makes tabs of panes on a narrow window and regions on a wide one", () => {
  const media = new FakeMedia();
  new PaneTabs(byId("narrow"), byId("work"), media as unknown as MediaQueryList);
  expect(byId("left").getAttribute("role")).toBe("tabpanel");
  media.matches = false;
  media.dispatchEvent(new Event("change"));
  expect(byId("left").hasAttribute("role")).toBe(false);
  expect(byId("narrow").hasAttribute("role")).toBe(false);
});

test("it remembers which pane is shown", () => {
  const panes = new PaneTabs(byId("narrow"), byId("work"), new FakeMedia() as unknown as MediaQueryList);
  expect(byId("work").dataset.pane).toBe("pane-statement");
  panes.show("right");
  expect(byId("work").dataset.pane).toBe("right");
  expect(document.querySelector('[data-pane="right"][aria-selected="true"]')).not.toBeNull();
});
