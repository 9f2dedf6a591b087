import { beforeEach, expect, test } from "vitest";
import { keyTarget, startSplit } from "./split.ts";

let handle: HTMLElement;
let area: HTMLElement;

const start = (): void => startSplit({ handle, area, property: "--split-statement", storageKey: "split:columns" });
const press = (key: string): boolean =>
  handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const share = (): string => area.style.getPropertyValue("--split-statement");

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = `<div id="area"><div id="handle" role="separator" aria-orientation="vertical"
    aria-valuemin="20" aria-valuemax="70" aria-valuenow="40"></div></div>`;
  handle = document.getElementById("handle") as HTMLElement;
  area = document.getElementById("area") as HTMLElement;
});

test("it moves by arrows and tells its place", () => {
  start();
  press("ArrowRight");
  expect(share()).toBe("42%");
  expect(handle.getAttribute("aria-valuenow")).toBe("42");
  press("ArrowLeft");
  press("ArrowLeft");
  expect(share()).toBe("38%");
});

test("it stays within its range", () => {
  start();
  press("Home");
  press("ArrowLeft");
  expect(share()).toBe("20%");
  press("End");
  press("PageDown");
  expect(share()).toBe("70%");
});

test("it leaves keys that are not its own to the page", () => {
  start();
  expect(press("ArrowUp")).toBe(true);
  expect(press("Tab")).toBe(true);
  expect(share()).toBe("40%");
});

test("it keeps its place over a reload and goes back on a double click", () => {
  start();
  press("PageDown");
  handle.setAttribute("aria-valuenow", "40");
  start();
  expect(share()).toBe("50%");
  handle.dispatchEvent(new MouseEvent("dblclick"));
  expect(share()).toBe("40%");
});

test("it takes the arrows of its own direction", () => {
  expect(keyTarget("ArrowUp", 50, false, 10, 90)).toBe(48);
  expect(keyTarget("ArrowUp", 50, true, 10, 90)).toBeNull();
});
