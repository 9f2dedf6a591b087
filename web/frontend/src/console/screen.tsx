import { render } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";
import { Console, type ConsoleProps } from "./console.tsx";
import type { Command } from "./model.ts";
import type { Snapshot } from "./snapshot.ts";

/** A console on a screen, for tests: drawn, read, typed into. */
const EXAMPLES = [
  { title: "List", method: "GET", path: "/items?q=1", headers: {}, body: "", sql: "" },
  { title: "Create", method: "POST", path: "/items", headers: { "X-A": "1" }, body: '{"a":1}', sql: "" },
];
const QUERIES = [{ title: "All", method: "GET", path: "", headers: {}, body: "", sql: "SELECT 1" }];

export class Screen {
  root = document.createElement("div");
  files: Record<string, string> = { "app.py": "x" };
  asked: Command[] = [];
  opener = { paths: () => ["app.py"], open: vi.fn() };
  actions = {
    start: vi.fn(),
    stop: vi.fn(),
    ask: async (command: Command): Promise<boolean> => {
      this.asked.push(command);
      return true;
    },
  };
  #present: ConsoleProps["present"] = () => ({ stack: "python-flask", files: this.files, current: "b.sql" });

  constructor() {
    document.body.replaceChildren(this.root);
  }

  draw(snapshot: Snapshot, kind: "service" | "query" = "service"): void {
    const data = { kind, examples: kind === "service" ? EXAMPLES : QUERIES };
    const { opener, actions } = this;
    const props = { snapshot, data, present: this.#present, opener, actions };
    void act(() => render(<Console {...props} />, this.root));
  }

  leave(): void {
    render(null, this.root);
  }

  all(selector: string): string[] {
    const found = [...this.root.querySelectorAll(selector)];
    return found.map((one) => (one.textContent ?? "").replaceAll(/\s+/g, " ").trim());
  }

  one<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    return this.root.querySelector<Kind>(selector) as Kind;
  }

  button(name: string): HTMLButtonElement {
    return [...this.root.querySelectorAll("button")].find((found) => found.textContent === name) as HTMLButtonElement;
  }

  click(selector: string): void {
    void act(() => this.one(selector).click());
  }

  press(name: string): void {
    void act(() => this.button(name).click());
  }

  type(selector: string, value: string): void {
    void act(() => {
      const field = this.one<HTMLInputElement>(selector);
      field.value = value;
      field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
    });
  }

  submit(): void {
    void act(() => {
      this.one("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    });
  }
}
