/** The page's own shortcuts. All carry a modifier, so none is in the way of typing. */
export interface Commands {
  run(): void;
  submit(): void;
  save(): void;
}

type Stroke = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

export function commandOf(event: Stroke): keyof Commands | null {
  if ((!event.ctrlKey && !event.metaKey) || event.altKey) {
    return null;
  }
  if (event.key === "Enter") {
    return event.shiftKey ? "submit" : "run";
  }
  return event.key.toLowerCase() === "s" && !event.shiftKey ? "save" : null;
}

export function startKeys(commands: Commands): void {
  // Capturing: the editor has its own meaning for some of these keys.
  document.addEventListener(
    "keydown",
    (event) => {
      const command = commandOf(event);
      if (command && !document.querySelector("dialog[open]")) {
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
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    element.textContent = element.dataset.key === "Enter" ? "⌘ ↵" : "⌘ ⇧ ↵";
  }
}
