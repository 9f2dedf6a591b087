import { element } from "../workspace/dom.ts";
import { arrowKeys, mark } from "../workspace/tabs.ts";
import { folderOf, nameOf } from "./names.ts";

/** The tabs of the open files: the name, the folder where it is needed, a dot for what is not saved. */
export interface OpenTabsActions {
  open(path: string): void;
  close(path: string): void;
}

export class OpenTabs {
  #tabs = new Map<string, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    private readonly panels: readonly HTMLElement[],
    private readonly actions: OpenTabsActions,
  ) {
    arrowKeys(list, (tab) => tab.click());
    list.addEventListener("click", (event) => this.#on(event, (path) => this.actions.open(path)));
    list.addEventListener(
      "auxclick",
      (event) => event.button === 1 && this.#on(event, (path) => this.actions.close(path)),
    );
    list.addEventListener("keydown", (event) => {
      if (event.key === "Delete") {
        this.#on(event, (path) => this.actions.close(path));
      }
    });
  }

  show(paths: readonly string[], current: string, isUnsaved: (path: string) => boolean): void {
    const hadFocus = this.list.contains(document.activeElement);
    const isDrawn = paths.length === this.#tabs.size && paths.every((path) => this.#tabs.has(path));
    if (!isDrawn) {
      const names = paths.map(nameOf);
      this.#tabs = new Map(paths.map((path, at) => [path, this.#tab(path, at, isTwice(names, nameOf(path)))]));
      this.list.replaceChildren(...this.#tabs.values());
    }
    for (const [path, tab] of this.#tabs) {
      const place = tab.querySelector(".tab-unsaved") as HTMLElement;
      place.hidden = !isUnsaved(path);
    }
    this.#select(current, hadFocus && !isDrawn);
  }

  #select(current: string, takesFocus: boolean): void {
    const tab = this.#tabs.get(current);
    if (!tab) {
      return;
    }
    const isOther = tab.getAttribute("aria-selected") !== "true";
    mark(this.#tabs.values(), tab);
    for (const panel of this.panels) {
      panel.setAttribute("aria-labelledby", tab.id);
    }
    if (isOther) {
      tab.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    }
    if (takesFocus) {
      tab.focus();
    }
  }

  #tab(path: string, at: number, isAmbiguous: boolean): HTMLElement {
    const tab = element("button", { class: "tab", type: "button", role: "tab", id: `studio-tab-${at}`, title: path });
    tab.dataset.path = path;
    tab.setAttribute("aria-controls", this.panels.map((panel) => panel.id).join(" "));
    const unsaved = element(
      "span",
      { class: "tab-unsaved" },
      "●",
      element("span", { class: "visually-hidden" }, " not saved"),
    );
    tab.append(nameOf(path), ...(isAmbiguous ? [element("small", {}, folderOf(path) || "problem")] : []), unsaved);
    return tab;
  }

  #on(event: Event, act: (path: string) => void): void {
    const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="tab"]') : null;
    if (tab?.dataset.path) {
      event.preventDefault();
      act(tab.dataset.path);
    }
  }
}

function isTwice(names: readonly string[], name: string): boolean {
  return names.filter((other) => other === name).length > 1;
}
