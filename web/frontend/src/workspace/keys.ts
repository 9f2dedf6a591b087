/** The page's own shortcuts. All but one carry a modifier; all can be turned off, since they may clash with others'. */
export interface Commands {
  run(): void;
  submit(): void;
  save(): void;
  help(): void;
}

export interface Circumstances {
  /** Whether the user wants the page to have shortcuts at all. */
  areOn(): boolean;
  /** Whether the editor has its own meaning for Ctrl+S, as Emacs has. */
  keepsSave(): boolean;
}

type Stroke = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

const WRITABLE = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";
// A part with keys of its own, such as the console, carries this attribute.
const OWN_KEYS = "[data-own-keys]";

export function commandOf(event: Stroke): keyof Commands | null {
  if (event.altKey) {
    return null;
  }
  if (!event.ctrlKey && !event.metaKey) {
    return event.key === "?" ? "help" : null;
  }
  if (event.key === "Enter") {
    return event.shiftKey ? "submit" : "run";
  }
  return event.key.toLowerCase() === "s" && !event.shiftKey ? "save" : null;
}

/** Whether the command is meant for the page, and not for what has the focus. */
export function isForPage(command: keyof Commands, target: EventTarget | null, at: Circumstances): boolean {
  const focus = target instanceof Element ? target : null;
  if (!at.areOn() || document.querySelector("dialog[open]")) {
    return false;
  }
  if (command === "help") {
    return !focus?.closest(WRITABLE);
  }
  if (command === "save") {
    return !(at.keepsSave() && focus?.closest(".cm-editor"));
  }
  return !focus?.closest(OWN_KEYS);
}

export function startKeys(commands: Commands, circumstances: Circumstances): void {
  // Capturing: the editor has its own meaning for some of these keys.
  document.addEventListener(
    "keydown",
    (event) => {
      const command = commandOf(event);
      if (command && isForPage(command, event.target, circumstances)) {
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) {
          commands[command]();
        }
      }
    },
    { capture: true },
  );
}

/** On a Mac the keys carry other names. */
export function nameKeys(isMac: boolean): void {
  if (!isMac) {
    return;
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-mod]")) {
    element.textContent = "⌘";
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-alt]")) {
    element.textContent = "⌥";
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    element.textContent = element.dataset.key === "Enter" ? "⌘ ↵" : "⌘ ⇧ ↵";
  }
}

/** Buttons name their shortcuts only while they have them. */
export function showKeys(areOn: boolean): void {
  document.documentElement.toggleAttribute("data-no-shortcuts", !areOn);
  for (const element of document.querySelectorAll<HTMLElement>("[aria-keyshortcuts], [data-keyshortcuts]")) {
    const keys = element.getAttribute("aria-keyshortcuts") ?? element.dataset.keyshortcuts ?? "";
    element.dataset.keyshortcuts = keys;
    if (areOn) {
      element.setAttribute("aria-keyshortcuts", keys);
    } else {
      element.removeAttribute("aria-keyshortcuts");
    }
  }
}
