import { beforeEach, expect, test, vi } from "vitest";
import type { Desk } from "./desk.ts";
import { DEFAULTS, keep, merged, type Preferences, startPreferences, stored } from "./preferences.ts";

let saved: Record<string, unknown>[];
let told: Preferences[];

const desk = () =>
  ({
    api: {
      savePreferences: async (changes: Record<string, unknown>) => {
        saved.push(changes);
      },
    },
  }) as unknown as Desk;

const change = (selector: string, act: (field: HTMLInputElement) => void): void => {
  const field = document.querySelector(selector) as HTMLInputElement;
  act(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  [saved, told] = [[], []];
  document.body.innerHTML = `<dialog id="preferences"><form>
    <output id="font-size-value"></output><input type="range" name="font_size" min="12" max="20">
    <input type="radio" name="keymap" value="standard"><input type="radio" name="keymap" value="vim">
    <input type="checkbox" name="wraps"><input type="checkbox" name="has_shortcuts"></form></dialog>`;
});

test("it takes the account's choice first, then this browser's, then the default", () => {
  expect(merged({ keymap: "vim" }, { keymap: "emacs", font_size: 16 })).toEqual({
    ...DEFAULTS,
    keymap: "vim",
    font_size: 16,
  });
  expect(merged(undefined, null)).toEqual(DEFAULTS);
});

test.each([
  [{ font_size: 99 }],
  [{ font_size: 14.5 }],
  [{ font_size: "14" }],
  [{ keymap: "nano" }],
  [{ wraps: "yes" }],
  ["text"],
  [{ theme: "dark" }],
])("it leaves out what it does not understand: %j", (source) => {
  expect(merged(source)).toEqual(DEFAULTS);
});

test("it keeps them in this browser, where that can", () => {
  keep(localStorage, { ...DEFAULTS, wraps: true });
  expect(merged(null, stored(localStorage)).wraps).toBe(true);
  const broken = {
    getItem: () => "{",
    setItem: () => {
      throw new DOMException("full");
    },
  };
  expect(stored(broken)).toBeNull();
  expect(() => keep(broken, DEFAULTS)).not.toThrow();
  expect(stored(null)).toBeNull();
});

test("it shows what is chosen", () => {
  startPreferences(desk(), { ...DEFAULTS, font_size: 17, keymap: "vim", wraps: true }, () => undefined);
  expect(document.querySelector<HTMLInputElement>("[name=font_size]")?.value).toBe("17");
  expect(document.querySelector<HTMLInputElement>("[value=vim]")?.checked).toBe(true);
  expect(document.querySelector<HTMLInputElement>("[name=wraps]")?.checked).toBe(true);
  expect(document.getElementById("font-size-value")?.textContent).toBe("17 px");
});

test("it acts at once and tells the account what changed, together", () => {
  startPreferences(desk(), DEFAULTS, (now) => told.push(now));
  change("[name=font_size]", (field) => {
    field.value = "16";
  });
  change("[name=has_shortcuts]", (field) => {
    field.checked = false;
  });
  change("[value=vim]", (field) => {
    field.checked = true;
  });
  expect(told.at(-1)).toEqual({ font_size: 16, keymap: "vim", has_shortcuts: false, wraps: false });
  expect(saved).toEqual([]);
  vi.runAllTimers();
  expect(saved).toEqual([{ font_size: 16, has_shortcuts: false, keymap: "vim" }]);
});
