import { beforeEach, expect, test } from "vitest";
import { asTheme, startTheme } from "./theme.ts";

const radio = (value: string): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>(`input[value="${value}"]`);
  if (!found) {
    throw new Error(`no radio ${value}`);
  }
  return found;
};

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.theme;
  document.body.innerHTML = `<fieldset data-theme-switch>${["system", "light", "dark"]
    .map((value) => `<input type="radio" name="theme" value="${value}">`)
    .join("")}</fieldset>`;
});

test("it starts with the system's theme", () => {
  startTheme(document);
  expect(document.documentElement.dataset.theme).toBe("system");
  expect(radio("system").checked).toBe(true);
});

test("it applies and keeps a choice", () => {
  startTheme(document);
  radio("dark").checked = true;
  radio("dark").dispatchEvent(new Event("change"));
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(localStorage.getItem("theme")).toBe("dark");
});

test("it shows the kept choice on the next page", () => {
  localStorage.setItem("theme", "light");
  startTheme(document);
  expect(radio("light").checked).toBe(true);
  expect(radio("system").checked).toBe(false);
});

test("it follows a switch made in another tab", () => {
  startTheme(document);
  window.dispatchEvent(new StorageEvent("storage", { key: "theme", newValue: "dark" }));
  expect(document.documentElement.dataset.theme).toBe("dark");
});

test("it treats anything unknown as the system's theme", () => {
  expect(asTheme("sepia")).toBe("system");
  expect(asTheme(null)).toBe("system");
});
