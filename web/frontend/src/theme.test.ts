import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { asTheme, startTheme } from "./theme.ts";

const radio = (value: string): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>(`input[value="${value}"]`);
  if (!found) {
    throw new Error(`no radio ${value}`);
  }
  return found;
};

const box = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>("[data-theme-switch]");
  if (!found) {
    throw new Error("no switch");
  }
  return found;
};

const choose = (value: string): void => {
  radio(value).checked = true;
  radio(value).dispatchEvent(new Event("change"));
};

afterEach(() => {
  vi.unstubAllGlobals();
});

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
  choose("dark");
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

test("it shows the account's choice, whatever this browser remembers", () => {
  document.documentElement.dataset.theme = "dark";
  localStorage.setItem("theme", "light");
  startTheme(document);
  expect(radio("dark").checked).toBe(true);
  expect(document.documentElement.dataset.theme).toBe("dark");
});

test("it tells the account of a choice", () => {
  const fetched = vi.fn(async (_address: string, _how: RequestInit) => new Response("{}"));
  vi.stubGlobal("fetch", fetched);
  box().dataset.save = "/account/preferences";
  box().dataset.csrf = "token";
  startTheme(document);
  choose("dark");
  expect(fetched).toHaveBeenCalledOnce();
  const [address, how] = fetched.mock.calls[0] ?? [];
  expect(address).toBe("/account/preferences");
  expect(how).toMatchObject({ method: "PUT", body: '{"theme":"dark"}', keepalive: true });
  expect(how?.headers).toMatchObject({ "X-CSRFToken": "token" });
});

test("it tells nobody where nobody is signed in", () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  startTheme(document);
  choose("light");
  expect(fetched).not.toHaveBeenCalled();
});

test("it keeps the choice in this browser when the network is gone", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("offline")));
  box().dataset.save = "/account/preferences";
  box().dataset.csrf = "token";
  startTheme(document);
  choose("dark");
  await Promise.resolve();
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(localStorage.getItem("theme")).toBe("dark");
});
