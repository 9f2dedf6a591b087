/** Tabs as the ARIA pattern has them: one tab stop, arrows move and select. */
export function arrowKeys(list: HTMLElement, select: (tab: HTMLElement) => void): void {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.indexOf(event.target as HTMLElement);
    const places: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 };
    const wanted = places[event.key];
    if (at < 0 || wanted === undefined) {
      return;
    }
    event.preventDefault();
    const next = tabs[(wanted + tabs.length) % tabs.length] as HTMLElement;
    select(next);
    next.focus();
  });
}

export function mark(tabs: Iterable<HTMLElement>, selected: HTMLElement): void {
  for (const tab of tabs) {
    const isSelected = tab === selected;
    tab.setAttribute("aria-selected", String(isSelected));
    tab.tabIndex = isSelected ? 0 : -1;
  }
}

/** A list of tabs that the server has written, each naming its panel by aria-controls. */
export function startTabs(list: HTMLElement): void {
  const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
  const select = (selected: HTMLElement): void => {
    mark(tabs, selected);
    for (const tab of tabs) {
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) {
        panel.hidden = tab !== selected;
      }
    }
  };
  const first = tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (first) {
    select(first);
  }
  for (const tab of tabs) {
    tab.addEventListener("click", () => select(tab));
  }
  arrowKeys(list, select);
}

/** On a phone the panes are tabs; beside each other they are plain regions. */
export class PaneTabs {
  readonly #tabs: HTMLElement[];

  constructor(
    private readonly list: HTMLElement,
    private readonly workspace: HTMLElement,
    private readonly narrow: MediaQueryList,
    first = "pane-statement",
  ) {
    this.#tabs = [...list.querySelectorAll<HTMLElement>("[data-pane]")];
    for (const tab of this.#tabs) {
      tab.addEventListener("click", () => this.show(tab.dataset.pane ?? ""));
    }
    arrowKeys(list, (tab) => this.show(tab.dataset.pane ?? ""));
    narrow.addEventListener("change", () => this.#arrange());
    this.show(first);
    this.#arrange();
  }

  show(pane: string): void {
    this.workspace.dataset.pane = pane;
    const selected = this.#tabs.find((tab) => tab.dataset.pane === pane);
    if (selected) {
      mark(this.#tabs, selected);
    }
  }

  #arrange(): void {
    const isNarrow = this.narrow.matches;
    setRole(this.list, isNarrow ? "tablist" : null);
    for (const tab of this.#tabs) {
      const pane = document.getElementById(tab.dataset.pane ?? "");
      setRole(tab, isNarrow ? "tab" : null);
      if (pane) {
        tab.setAttribute("aria-controls", pane.id);
        setRole(pane, isNarrow ? "tabpanel" : null);
      }
    }
  }
}

function setRole(element: HTMLElement, role: string | null): void {
  if (role) {
    element.setAttribute("role", role);
  } else {
    element.removeAttribute("role");
  }
}
