import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import { startPlan, startSittings, Waiting } from "./pages.ts";

beforeEach(() => {
  document.body.replaceChildren();
});

const choice = (...minutes: number[]): HTMLSelectElement =>
  element("select", {}, ...minutes.map((each) => element("option", { "data-minutes": String(each) }, `${each}`)));

test("it tells how long the chosen tasks take together", () => {
  const [first, second] = [choice(0, 35), choice(0, 25)];
  const sum = element("span", { "data-plan-sum": "" });
  const form = element("form", {}, first, second, sum);
  startPlan(form);
  expect(sum.textContent).toBe("");
  first.selectedIndex = 1;
  second.selectedIndex = 1;
  form.dispatchEvent(new Event("change"));
  expect(sum.textContent).toBe(", 60 minutes");
});

const waiting = (...replies: (number | Error | Response)[]) => {
  const place = element("div", { "data-clock-url": "/clock" });
  const [count, status] = [
    element("span", { id: "sitting-waiting-count" }),
    element("p", { id: "sitting-waiting-status" }),
  ];
  document.body.append(place, count, status);
  const reload = vi.fn();
  const send = vi.fn(async () => {
    const next = replies.shift() ?? 0;
    if (next instanceof Error) {
      throw next;
    }
    return next instanceof Response ? next : Response.json({ waiting: next });
  });
  const made = new Waiting(document, place, { reload, send: send as unknown as typeof fetch });
  return { made, reload, count, status, send };
};

test("it follows what is still to be judged, and shows the page anew at the end", async () => {
  const { made, reload, count, status } = waiting(2, 1, 0);
  await made.look();
  expect(count.textContent).toBe("2 submissions");
  await made.look();
  expect(count.textContent).toBe("1 submission");
  expect(reload).not.toHaveBeenCalled();
  await made.look();
  expect(reload).toHaveBeenCalledTimes(1);
  expect(status.textContent).toBe("Everything is judged.");
});

test("it goes on when the server does not answer", async () => {
  const { made, reload } = waiting(new TypeError("network"), new Response("", { status: 503 }), 0);
  await made.look();
  await made.look();
  expect(reload).not.toHaveBeenCalled();
  await made.look();
  expect(reload).toHaveBeenCalled();
});

test("it asks again and again", async () => {
  vi.useFakeTimers();
  const { made, send } = waiting(1, 1, 1);
  made.start();
  await vi.advanceTimersByTimeAsync(6000);
  expect(send).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

test("it starts what a page has, and nothing on other pages", () => {
  startSittings(document);
  document.body.append(element("form", { "data-plan": "" }, choice(20), element("span", { "data-plan-sum": "" })));
  startSittings(document);
  expect(document.querySelector("[data-plan-sum]")?.textContent).toBe(", 20 minutes");
});
