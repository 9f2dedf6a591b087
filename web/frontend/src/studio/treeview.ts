import { element, icon } from "../workspace/dom.ts";
import { foldersOf, type Row, rowsOf } from "./tree.ts";

/** The tree of files as the ARIA pattern has it: one tab stop, arrows, first letters; F2 renames, Delete deletes. */
export interface TreeActions {
  open(path: string): void;
  rename(path: string): void;
  remove(path: string): void;
}

/** What stands beside a name: each with a sign and a word. */
export interface Marks {
  isUnsaved(path: string): boolean;
  faults(path: string): number;
}

const MANY = "wrong"; // its folders are closed at first: there are many, and each has two files

export class TreeView {
  readonly #closed = new Set<string>();
  readonly #seen = new Set<string>();
  #rows: Row[] = [];
  #items = new Map<string, HTMLElement>();
  #paths: readonly string[] = [];
  #current = "";
  #at = ""; // where the tab stop is

  constructor(
    private readonly place: HTMLElement,
    private readonly marks: Marks,
    private readonly actions: TreeActions,
  ) {
    place.addEventListener("keydown", (event) => this.#key(event));
    place.addEventListener("click", (event) => this.#click(event));
    place.addEventListener("focusin", (event) => this.#stop(pathOf(event.target)));
  }

  /** The row that a command is meant for: where the tab stop is. */
  get selected(): Row | undefined {
    return this.#rows.find((row) => row.path === this.#at);
  }

  /** Draws the files anew; what is open in the editor is marked, and its folders are opened when it is another one. */
  show(paths: readonly string[], current: string): void {
    this.#paths = paths;
    for (const folder of new Set(paths.flatMap(foldersOf))) {
      if (!this.#seen.has(folder) && folder.startsWith(`${MANY}/`)) {
        this.#closed.add(folder);
      }
      this.#seen.add(folder);
    }
    if (current !== this.#current) {
      this.#current = current;
      this.#at = current || this.#at;
      for (const folder of foldersOf(current)) {
        this.#closed.delete(folder);
      }
    }
    this.#draw();
  }

  #draw(): void {
    const hadFocus = this.place.contains(document.activeElement);
    const before = this.#rows.map(({ path }) => path).join("\n");
    this.#rows = rowsOf(this.#paths, this.#closed);
    if (!this.#rows.some((row) => row.path === this.#at)) {
      this.#at = this.#rows[0]?.path ?? "";
    }
    if (before === this.#rows.map(({ path }) => path).join("\n")) {
      // A click that leaves the editor saves first: its row must still be there when the button is let go.
      for (const row of this.#rows) {
        this.#dress(this.#items.get(row.path) as HTMLElement, row);
      }
      return;
    }
    this.#items = new Map(this.#rows.map((row) => [row.path, this.#item(row)]));
    this.place.replaceChildren(...this.#items.values());
    if (hadFocus) {
      this.#items.get(this.#at)?.focus();
    }
  }

  #item(row: Row): HTMLElement {
    const item = element("div", {
      role: "treeitem",
      class: "tree-row",
      "aria-level": String(row.level),
      "aria-posinset": String(row.place),
      "aria-setsize": String(row.among),
      title: row.path,
    });
    item.dataset.path = row.path;
    item.style.setProperty("--level", String(row.level));
    if (row.isFolder) {
      item.setAttribute("aria-expanded", String(row.isOpen));
    }
    item.append(icon(row.isFolder ? "chevron" : "file"), element("span", { class: "tree-name" }, row.name));
    this.#dress(item, row);
    return item;
  }

  /** What changes while the row stays. */
  #dress(item: HTMLElement, row: Row): void {
    item.setAttribute("aria-selected", String(row.path === this.#current));
    item.setAttribute("tabindex", row.path === this.#at ? "0" : "-1");
    for (const sign of [...item.querySelectorAll(":scope > .tree-unsaved, :scope > .tree-faults")]) {
      sign.remove();
    }
    item.append(...this.#signs(row));
  }

  #signs(row: Row): HTMLElement[] {
    const inside = row.isFolder && !row.isOpen ? this.#paths.filter((path) => path.startsWith(`${row.path}/`)) : [];
    const paths = row.isFolder ? inside : [row.path];
    const faults = paths.reduce((sum, path) => sum + this.marks.faults(path), 0);
    const signs: HTMLElement[] = [];
    if (paths.some((path) => this.marks.isUnsaved(path))) {
      signs.push(
        element("span", { class: "tree-unsaved" }, "●", element("span", { class: "visually-hidden" }, " not saved")),
      );
    }
    if (faults > 0) {
      const words = faults === 1 ? " problem found" : " problems found";
      const text = element("span", {}, String(faults), element("span", { class: "visually-hidden" }, words));
      signs.push(element("span", { class: "tree-faults" }, icon("fault"), text));
    }
    return signs;
  }

  #click(event: Event): void {
    const path = pathOf(event.target);
    if (path) {
      this.#stop(path);
      this.#act(path);
    }
  }

  #act(path: string): void {
    const row = this.#row(path);
    if (row?.isFolder) {
      this.#fold(row, row.isOpen);
    } else if (row) {
      this.actions.open(path);
    }
  }

  #key(event: KeyboardEvent): void {
    const row = this.#row(pathOf(event.target));
    if (!row || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (this.#command(event.key, row) || this.#move(event.key, row) || this.#letter(event.key, row)) {
      event.preventDefault();
    }
  }

  #command(key: string, row: Row): boolean {
    const commands: Record<string, () => void> = {
      Enter: () => this.#act(row.path),
      " ": () => this.#act(row.path),
      F2: () => !row.isFolder && this.actions.rename(row.path),
      Delete: () => !row.isFolder && this.actions.remove(row.path),
    };
    commands[key]?.();
    return key in commands;
  }

  #move(key: string, row: Row): boolean {
    const at = this.#rows.indexOf(row);
    if (key === "ArrowRight" && row.isFolder && !row.isOpen) {
      this.#fold(row, false);
      return true;
    }
    if (key === "ArrowLeft" && row.isOpen) {
      this.#fold(row, true);
      return true;
    }
    const above = foldersOf(row.path).at(-1);
    const targets: Record<string, Row | undefined> = {
      ArrowDown: this.#rows[at + 1],
      ArrowUp: this.#rows[at - 1],
      Home: this.#rows[0],
      End: this.#rows.at(-1),
      ArrowRight: row.isFolder ? this.#rows[at + 1] : undefined,
      ArrowLeft: above === undefined ? undefined : this.#row(above),
    };
    this.#items.get(targets[key]?.path ?? "")?.focus();
    return key in targets;
  }

  /** The next name that begins so. */
  #letter(key: string, row: Row): boolean {
    if (key.length !== 1) {
      return false;
    }
    const at = this.#rows.indexOf(row);
    const round = [...this.#rows.slice(at + 1), ...this.#rows.slice(0, at)];
    const found = round.find((other) => other.name.toLowerCase().startsWith(key.toLowerCase()));
    this.#items.get(found?.path ?? "")?.focus();
    return found !== undefined;
  }

  #fold(row: Row, isClosed: boolean): void {
    if (isClosed) {
      this.#closed.add(row.path);
    } else {
      this.#closed.delete(row.path);
    }
    this.#draw();
  }

  #stop(path: string): void {
    const [before, now] = [this.#items.get(this.#at), this.#items.get(path)];
    if (now) {
      before?.setAttribute("tabindex", "-1");
      now.setAttribute("tabindex", "0");
      this.#at = path;
    }
  }

  #row(path: string): Row | undefined {
    return this.#rows.find((row) => row.path === path);
  }
}

function pathOf(target: EventTarget | null): string {
  const item = target instanceof Element ? target.closest<HTMLElement>('[role="treeitem"]') : null;
  return item?.dataset.path ?? "";
}
