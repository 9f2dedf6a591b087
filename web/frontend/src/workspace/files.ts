import { element, icon } from "./dom.ts";
import type { OpenFile } from "./openfile.ts";
import { arrowKeys, mark } from "./tabs.ts";

/** The tabs of the files; a read-only one carries a lock and the word. */
export class FileTabs {
  readonly #tabs = new Map<string, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    private readonly panel: HTMLElement,
    private readonly onOpen: (path: string) => void,
  ) {
    arrowKeys(list, (tab) => tab.click());
  }

  /** Draws the tabs anew and opens `current`, or the first when there is no such file. */
  show(files: readonly OpenFile[], current = ""): void {
    const hadFocus = this.list.contains(document.activeElement);
    this.#tabs.clear();
    for (const [index, file] of files.entries()) {
      this.#tabs.set(file.path, this.#tab(file, index));
    }
    this.list.replaceChildren(...this.#tabs.values());
    this.open(this.#tabs.has(current) ? current : (files[0]?.path ?? ""));
    if (hadFocus) {
      this.list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    }
  }

  open(path: string): void {
    const tab = this.#tabs.get(path);
    if (tab) {
      mark(this.#tabs.values(), tab);
      this.panel.setAttribute("aria-labelledby", tab.id);
      tab.scrollIntoView?.({ block: "nearest", inline: "nearest" });
      this.onOpen(path);
    }
  }

  #tab(file: OpenFile, index: number): HTMLElement {
    const tab = element("button", {
      class: "tab",
      type: "button",
      role: "tab",
      id: `file-tab-${index}`,
      "aria-controls": this.panel.id,
    });
    tab.append(...(file.is_readonly ? [icon("lock"), file.path, element("small", {}, "read-only")] : [file.path]));
    tab.addEventListener("click", () => this.open(file.path));
    return tab;
  }
}
