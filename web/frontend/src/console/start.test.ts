import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Desk } from "../workspace/desk.ts";
import { aView, FakeWire, SCHEMA, settle } from "./fixtures.ts";
import { mount } from "./mount.tsx";
import { startConsole } from "./start.ts";

const said: string[] = [];
const flush = vi.fn(async () => undefined);

const desk = (kind: "service" | "query" = "service"): Desk =>
  ({
    data: { kind, examples: [], urls: { console: "/consoles" }, csrf: "token", starters: {} },
    editor: { current: "app.py", files: () => [{ path: "app.py" }] },
    stack: () => "python-flask",
    texts: () => ({ "app.py": "x" }),
    openAt: () => undefined,
    flush,
    announce: (sentence: string) => said.push(sentence),
  }) as unknown as Desk;

const place = (): HTMLElement => document.getElementById("console") as HTMLElement;

beforeEach(() => {
  sessionStorage.clear();
  said.length = 0;
  document.body.innerHTML = '<div id="panel" role="tabpanel" hidden><div id="console">loading</div></div>';
});

afterEach(() => vi.useRealTimers());

test("it comes only when its tab is shown", async () => {
  startConsole(desk());
  await settle();
  expect(place().textContent).toBe("loading");
  (document.getElementById("panel") as HTMLElement).hidden = false;
  await vi.waitFor(() => expect(place().textContent).toContain("Start your service"));
});

test("it is content with a page that has none", () => {
  document.body.replaceChildren();
  expect(() => startConsole(desk())).not.toThrow();
});

test("it starts the files as they stand, saves the draft and tells how it goes", async () => {
  const wire = new FakeWire();
  const session = mount(desk(), place(), wire);
  const start = place().querySelector("button") as HTMLButtonElement;
  start.focus();
  start.click();
  await settle();
  expect(document.activeElement?.className).toBe("console");
  expect(wire.asked).toEqual(["open python-flask"]);
  expect(flush).toHaveBeenCalled();
  expect(said).toContain("The console is ready.");
  expect(place().querySelector("form")).not.toBeNull();
  session.dispose();
});

test("it asks for the tables of a query problem once it is ready, and once only", async () => {
  const wire = new FakeWire();
  const session = mount(desk("query"), place(), wire);
  (place().querySelector("button") as HTMLButtonElement).click();
  await settle();
  expect(wire.asked).toEqual(["open python-flask", "ask schema"]);
  session.dispose();
  wire.views = [aView({ answers: [{ number: 1, command: { type: "schema" }, answer: SCHEMA }] })];
  const later = mount(desk("query"), place(), wire);
  await settle();
  expect(place().textContent).toContain("orders");
  expect(wire.asked).toHaveLength(2);
  later.dispose();
});
