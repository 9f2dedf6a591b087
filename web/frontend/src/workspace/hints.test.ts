import { beforeEach, expect, test, vi } from "vitest";
import { startHints } from "./hints.ts";

const FORM = `<form action="/problems/a/hints/1" method="post" data-hint="1"><input name="csrf_token" value="t"><button>Open</button></form>`;
const OPENED = `<h2>Hints</h2><ol><li id="hint-1" tabindex="-1">Look at the index.</li><li id="hint-2">${FORM.replaceAll("1", "2")}</li></ol>`;

let announce: ReturnType<typeof vi.fn<(sentence: string) => void>>;

beforeEach(() => {
  document.body.innerHTML = `<div id="hints"><ol><li id="hint-1">${FORM}</li></ol></div>`;
  announce = vi.fn<(sentence: string) => void>();
});

function reply(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function press(): Event {
  const event = new Event("submit", { bubbles: true, cancelable: true });
  document.querySelector("form")?.dispatchEvent(event);
  return event;
}

test("it opens a hint in place, moves the focus to it and says so", async () => {
  const send = vi.fn<typeof fetch>().mockResolvedValue(reply({ number: 1, spent: 1, html: OPENED }));
  startHints({ announce }, send);
  expect(press().defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(document.activeElement?.id).toBe("hint-1"));
  expect(document.getElementById("hint-1")?.textContent).toBe("Look at the index.");
  expect(announce).toHaveBeenCalledExactlyOnceWith("Hint 1 is open.");
  const [address, request] = send.mock.calls[0] as [string, { body: FormData; headers: unknown }];
  expect(address).toContain("/problems/a/hints/1");
  expect(request.body.get("csrf_token")).toBe("t");
  expect(request.headers).toEqual({ Accept: "application/json" });
});

test("it asks once, however often the button is pressed", async () => {
  let answer: (value: Response) => void = () => {};
  const send = vi.fn<typeof fetch>().mockReturnValue(
    new Promise((done) => {
      answer = done;
    }),
  );
  startHints({ announce }, send);
  press();
  press();
  expect(send).toHaveBeenCalledTimes(1);
  expect(document.querySelector("button")?.getAttribute("aria-busy")).toBe("true");
  answer(reply({ html: OPENED }));
  await vi.waitFor(() => expect(announce).toHaveBeenCalled());
});

test.each([
  ["the server's reason", () => Promise.resolve(reply({ error: "Hints open in their order." }, 409)), "in their order"],
  ["a refusal without one", () => Promise.resolve(reply({}, 500)), "refused this (500)"],
  ["a lost connection", () => Promise.reject(new TypeError("offline")), "Check your connection"],
])("it tells %s, and can be asked again", async (_name, answer, words) => {
  const send = vi.fn<typeof fetch>().mockImplementation(answer);
  startHints({ announce }, send);
  press();
  await vi.waitFor(() => expect(document.querySelector("[role=alert]")?.textContent).toContain(words));
  expect(document.querySelector("button")?.hasAttribute("aria-busy")).toBe(false);
  press();
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
  await vi.waitFor(() => expect(document.querySelectorAll("[role=alert]")).toHaveLength(1));
  expect(announce).not.toHaveBeenCalled();
});

test("it leaves other forms alone, and a page without hints", () => {
  document.body.innerHTML = '<div id="hints"><form></form></div>';
  startHints({ announce });
  expect(press().defaultPrevented).toBe(false);
  document.body.innerHTML = "";
  startHints({ announce });
});
