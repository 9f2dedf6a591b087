import type { StarterFile } from "./data.ts";
import { element, icon } from "./dom.ts";
import { arrowKeys, mark } from "./tabs.ts";

/** The tabs of the files; a read-only one carries a lock and the word. */
export class FileTabs {
  #tabs: HTMLElement[] = [];

  constructor(
    private readonly list: HTMLElement,
    private readonly panel: HTMLElement,
    private readonly onOpen: (file: StarterFile) => void,
  ) {
    arrowKeys(list, (tab) => tab.click());
  }

  show(files: readonly StarterFile[]): void {
    this.#tabs = files.map((file, index) => this.#tab(file, index));
    this.list.replaceChildren(...this.#tabs);
    this.#tabs[0]?.click();
  }

  #tab(file: StarterFile, index: number): HTMLElement {
    const tab = element("button", {
      class: "tab",
      type: "button",
      role: "tab",
      id: `file-tab-${index}`,
      "aria-controls": this.panel.id,
    });
    tab.append(...(file.is_readonly ? [icon("lock"), file.path, element("small", {}, "read-only")] : [file.path]));
    tab.addEventListener("click", () => {
      mark(this.#tabs, tab);
      this.panel.setAttribute("aria-labelledby", tab.id);
      this.onOpen(file);
    });
    return tab;
  }
}
