import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WORK } from "../run/trace.ts";
import { aReply, aSnapshot, exchange, someRows } from "./fixtures.ts";
import type { Command } from "./model.ts";
import { Screen } from "./screen.tsx";

let screen: Screen;

beforeEach(() => {
  screen = new Screen();
});

afterEach(() => {
  screen.leave();
  vi.useRealTimers();
});

test("it offers to start, and says what that means", () => {
  screen.draw(aSnapshot({ stage: "idle", started: null }));
  expect(screen.root.textContent).toContain("nothing is scored");
  screen.press("Start your service");
  expect(screen.actions.start).toHaveBeenCalledTimes(1);
  expect(screen.root.querySelector("form")).toBeNull();
});

test("it shows where a start stands and lets one stop it", () => {
  screen.draw(aSnapshot({ stage: "queued", place: 3 }));
  expect(screen.all(".phase.is-now")).toEqual(["Queuedplace 3"]);
  screen.draw(aSnapshot({ stage: "starting" }));
  expect(screen.all(".phase.is-now")).toEqual(["Starting"]);
  expect(screen.button("Send").getAttribute("aria-disabled")).toBe("true");
  screen.press("Stop");
  expect(screen.actions.stop).toHaveBeenCalledTimes(1);
});

test("it says how it ended, shows the log with places to go to, and starts again", () => {
  const log = `File "${WORK}/app.py", line 3`;
  screen.draw(aSnapshot({ stage: "ended", label: "Crashed", sentence: "Your service stopped.", log }));
  expect(screen.all(".console-end")).toEqual(["CrashedYour service stopped."]);
  screen.click(".log-place");
  expect(screen.opener.open).toHaveBeenCalledWith("app.py", 3);
  screen.press("Start again");
  expect(screen.actions.start).toHaveBeenCalledTimes(1);
});

test("it tells of what was refused, and of a lost connection", () => {
  screen.draw(aSnapshot({ error: "20 commands wait.", isInTrouble: true }));
  expect(screen.all('[role="alert"]')).toEqual(["20 commands wait."]);
  expect(screen.all(".console-note")[0]).toContain("The connection is lost");
});

test("it says quietly that the code has changed since the start, until it is as it was", () => {
  vi.useFakeTimers();
  screen.draw(aSnapshot());
  expect(screen.root.querySelector(".console-note")).toBeNull();
  screen.files = { "app.py": "y" };
  act(() => void vi.advanceTimersByTime(1100));
  screen.press("Restart with the present code");
  expect(screen.actions.start).toHaveBeenCalledTimes(1);
  screen.files = { "app.py": "x" };
  act(() => void vi.advanceTimersByTime(1100));
  expect(screen.root.querySelector(".console-note")).toBeNull();
});

test("it begins with the first example and fills in another one", () => {
  screen.draw(aSnapshot());
  expect(screen.one<HTMLInputElement>("#console-path").value).toBe("/items?q=1");
  screen.type(".console-examples", "1");
  expect(screen.one<HTMLSelectElement>("#console-method").value).toBe("POST");
  expect(screen.all(".console-headers summary")).toEqual(["Headers (1)"]);
  screen.submit();
  expect(screen.asked).toEqual([
    {
      type: "request",
      method: "POST",
      path: "/items",
      headers: { "X-A": "1", "Content-Type": "application/json" },
      body: '{"a":1}',
    },
  ]);
});

test("it adds and removes headers and fields of a form by name", () => {
  screen.draw(aSnapshot());
  screen.type("#console-method", "POST");
  screen.press("Add a header");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Name of header 1");
  screen.type('[aria-label="Name of header 1"]', "X-Name");
  screen.type('[aria-label="Value of header 1"]', "v");
  screen.click('input[value="form"]');
  screen.type('[aria-label="Name of field 1"]', "a");
  screen.type('[aria-label="Value of field 1"]', "b c");
  screen.submit();
  screen.click('[aria-label="Remove header 1"]');
  expect(document.activeElement?.textContent).toBe("Add a header");
  screen.submit();
  expect(
    screen.asked.map((command) => command.type === "request" && [command.headers["X-Name"], command.body]),
  ).toEqual([
    ["v", "a=b+c"],
    [undefined, "a=b+c"],
  ]);
});

test("it warns of a body that is no JSON and lays out one that is", () => {
  screen.draw(aSnapshot());
  screen.type("#console-method", "POST");
  screen.type("textarea", '{"a":');
  expect(screen.all("#console-body-hint")[0]).toContain("This is not JSON");
  screen.type("textarea", '{"a":1}');
  screen.press("Format");
  expect(screen.one<HTMLTextAreaElement>("textarea").value).toBe('{\n  "a": 1\n}');
});

test("it sends with Ctrl+Enter from wherever the focus is, once, and not before it is ready", () => {
  screen.draw(aSnapshot());
  const key = (options: KeyboardEventInit): void =>
    void act(() => {
      const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...options });
      screen.one("#console-path").dispatchEvent(event);
    });
  key({ ctrlKey: true });
  key({ metaKey: true });
  key({ ctrlKey: true, repeat: true });
  key({ ctrlKey: true, shiftKey: true });
  expect(screen.asked).toHaveLength(2);
  screen.draw(aSnapshot({ stage: "starting" }));
  key({ ctrlKey: true });
  screen.draw(aSnapshot({ isAsking: true }));
  key({ ctrlKey: true });
  expect(screen.asked).toHaveLength(2);
});

test("it shows the newest reply open, with its body laid out, its headers and what was printed", () => {
  const answer = aReply({ status: 404, reason: "NOT FOUND", log: "GET /items\n", body: '{"error":"no"}', bytes: 1500 });
  screen.draw(aSnapshot({ exchanges: [exchange(1), exchange(2, answer)] }));
  expect(screen.all(".console-history summary .outcome")).toEqual(["404 NOT FOUND", "200 OK"]);
  expect(
    [...screen.root.querySelectorAll<HTMLDetailsElement>(".console-history li > details")].map((d) => d.open),
  ).toEqual([true, false]);
  expect(screen.all(".console-facts")[0]).toBe("4 ms1.5 KiB");
  expect(screen.one('.exchange pre[aria-label="Body of the reply"]').textContent).toBe('{\n  "error": "no"\n}');
  expect(screen.one(".console-detail .log").textContent).toBe("GET /items\n");
  expect(screen.root.querySelector(".tone-attention")).not.toBeNull();
});

test("it says what it does not show", () => {
  const exchanges = [
    exchange(1, aReply({ is_binary: true, body: "", bytes: 2048 })),
    exchange(2, aReply({ is_cut: true, body: '{"a":', bytes: 99_000 })),
    exchange(3, aReply({ body: "", bytes: 0 })),
    exchange(4, { type: "error", error: "no answer within 5 s", ms: 5000, log: "" }),
    exchange(5, null),
  ];
  screen.draw(aSnapshot({ exchanges }));
  expect(screen.all(".console-hint").slice(-3)).toEqual([
    "No body.",
    "The beginning of 96.7 KiB.",
    "2.0 KiB that are no text; they are not shown.",
  ]);
  expect(screen.root.textContent).toContain("none: no answer within 5 s");
  expect(screen.all(".outcome")[0]).toBe("Waiting");
  screen.draw(aSnapshot({ exchanges, stage: "ended" }));
  expect(screen.all(".outcome")[0]).toBe("No answer came");
});

test("it sends again, puts back what was sent, and gives it to a shell", async () => {
  const command: Command = { type: "request", method: "PUT", path: "/a", headers: {}, body: "" };
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  screen.draw(aSnapshot({ exchanges: [exchange(1, aReply(), command)] }));
  screen.press("Send again");
  expect(screen.asked).toEqual([command]);
  screen.press("Edit");
  expect(screen.one<HTMLInputElement>("#console-path").value).toBe("/a");
  await act(async () => screen.button("Copy as curl").click());
  expect(writeText).toHaveBeenCalledWith("curl -i -X 'PUT' 'http://127.0.0.1:8000/a'");
  expect(screen.button("Copied")).toBeDefined();
  vi.unstubAllGlobals();
});

test("it lets one copy by hand where the browser has no clipboard", async () => {
  vi.stubGlobal("navigator", {});
  screen.draw(aSnapshot({ exchanges: [exchange(1)] }));
  await act(async () => screen.button("Copy as curl").click());
  await act(async () => undefined);
  const area = screen.one<HTMLTextAreaElement>(".console-by-hand");
  expect(area.value).toContain("curl -i");
  expect(document.activeElement).toBe(area);
  vi.unstubAllGlobals();
});

test("it leaves open what a reader has opened", () => {
  screen.draw(aSnapshot({ exchanges: [exchange(1), exchange(2)] }));
  const older = screen.root.querySelectorAll<HTMLDetailsElement>(
    ".console-history li > details",
  )[1] as HTMLDetailsElement;
  act(() => {
    older.open = true;
    older.dispatchEvent(new Event("toggle"));
  });
  screen.draw(aSnapshot({ exchanges: [exchange(1), exchange(2), exchange(3)] }));
  expect(older.open).toBe(true);
});

test("it writes what a stranger has sent as text", () => {
  const hostile = "<img src=x onerror=alert(1)>";
  const answer = aReply({ body: hostile, reason: hostile, headers: [["X", hostile]], log: hostile });
  screen.draw(aSnapshot({ exchanges: [exchange(1, answer)] }));
  const rows = someRows({ columns: [{ name: hostile, type: hostile }], rows: [[hostile]] });
  expect(screen.root.querySelector("img")).toBeNull();
  screen.draw(aSnapshot({ exchanges: [exchange(1, rows, { type: "sql", sql: hostile })] }), "query");
  expect(screen.root.querySelector("img")).toBeNull();
  expect(screen.root.querySelector("[style]")).toBeNull();
});
