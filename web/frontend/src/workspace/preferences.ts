import type { Desk } from "./desk.ts";
import { part } from "./dom.ts";
import { KEYMAPS, type Keymap } from "./keymaps.ts";

/** Font size, key bindings and shortcuts of the editor: kept in this browser at once, and with the account. */
export interface Preferences {
  font_size: number; // CSS pixels
  keymap: Keymap;
  has_shortcuts: boolean; // of the page
  wraps: boolean; // long lines
}

export const SMALLEST_FONT = 12;
export const LARGEST_FONT = 20;
export const DEFAULTS: Preferences = { font_size: 14, keymap: "standard", has_shortcuts: true, wraps: false };

const KEY = "preferences";
const SAVE_AFTER_MS = 400; // a slider tells every step

type Store = Pick<Storage, "getItem" | "setItem">;

/** The account's choice before this browser's, and that before the defaults; what is not understood is left out. */
export function merged(...sources: unknown[]): Preferences {
  return Object.assign({}, DEFAULTS, ...sources.map(understood).reverse());
}

function understood(source: unknown): Partial<Preferences> {
  const given = (typeof source === "object" && source !== null ? source : {}) as Record<string, unknown>;
  const known: Partial<Preferences> = {};
  const size = given.font_size;
  if (typeof size === "number" && Number.isInteger(size) && size >= SMALLEST_FONT && size <= LARGEST_FONT) {
    known.font_size = size;
  }
  if (KEYMAPS.includes(given.keymap as Keymap)) {
    known.keymap = given.keymap as Keymap;
  }
  for (const name of ["has_shortcuts", "wraps"] as const) {
    if (typeof given[name] === "boolean") {
      known[name] = given[name];
    }
  }
  return known;
}

export function stored(storage: Store | null): unknown {
  try {
    return JSON.parse(storage?.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

export function keep(storage: Store | null, preferences: Preferences): void {
  try {
    storage?.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // storage is off: the account keeps them
  }
}

/** The dialog: every change acts at once; `onChange` is told the whole. */
export function startPreferences(
  desk: { api: Pick<Desk["api"], "savePreferences"> },
  first: Preferences,
  onChange: (now: Preferences) => void,
): void {
  const form = part("preferences").querySelector("form") as HTMLFormElement;
  let timer = 0;
  let now = first;
  let unsaved: Partial<Preferences> = {};
  show(form, now);
  form.addEventListener("input", (event) => {
    const changes = read(event.target as HTMLInputElement);
    now = { ...now, ...changes };
    unsaved = { ...unsaved, ...changes };
    show(form, now);
    onChange(now);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const sent = unsaved;
      unsaved = {};
      void desk.api.savePreferences(sent);
    }, SAVE_AFTER_MS);
  });
}

function read(field: HTMLInputElement): Partial<Preferences> {
  const given = field.type === "checkbox" ? field.checked : field.type === "range" ? Number(field.value) : field.value;
  return understood({ [field.name]: given });
}

function show(form: HTMLFormElement, now: Preferences): void {
  for (const field of form.querySelectorAll<HTMLInputElement>("input[name]")) {
    const value = now[field.name as keyof Preferences];
    if (field.type === "radio") {
      field.checked = field.value === value;
    } else if (field.type === "checkbox") {
      field.checked = value === true;
    } else {
      field.value = String(value);
    }
  }
  part("font-size-value").textContent = `${now.font_size} px`;
}
