import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RejudgeProgress, startRejudging } from "./progress.ts";

const PAGE = `
  <div id="rejudge-progress" data-url="/studio/rejudges/one/progress.json">
    <label for="rejudge-bar"><span id="rejudge-count">0 of 3</span> judged</label>
    <progress id="rejudge-bar" max="3" value="0"></progress>
  </div>
  <p role="status" id="rejudge-status"></p>`;

function answering(...answers: unknown[]): typeof fetch {
  const rest = [...answers];
  return vi.fn(async () => {
    const next = rest.shift();
    if (next instanceof Error) {
      throw next;
    }
    return new Response(JSON.stringify(next ?? {}), { status: next ? 200 : 500 });
  }) as unknown as typeof fetch;
}

function follow(send: typeof fetch): { progress: RejudgeProgress; reload: ReturnType<typeof vi.fn> } {
  const reload = vi.fn();
  const place = document.getElementById("rejudge-progress") as HTMLElement;
  return { progress: new RejudgeProgress(document, place, { reload, send }), reload };
}

beforeEach(() => {
  document.body.innerHTML = PAGE;
});

afterEach(() => {
  vi.useRealTimers();
});

test("it shows how far the judging is", async () => {
  const { progress, reload } = follow(answering({ state: "open", total: 3, done: 2, waiting: 1 }));
  await progress.look();
  expect(document.getElementById("rejudge-count")?.textContent).toBe("2 of 3");
  expect(document.querySelector("progress")?.value).toBe(2);
  expect(reload).not.toHaveBeenCalled();
});

test("it shows the page anew when everything is judged, and says so", async () => {
  const { progress, reload } = follow(answering({ state: "open", total: 3, done: 3, waiting: 0 }));
  await progress.look();
  expect(reload).toHaveBeenCalledOnce();
  expect(document.getElementById("rejudge-status")?.textContent).toBe("Everything is judged.");
});

test("it shows the page anew when somebody else has decided", async () => {
  const { progress, reload } = follow(answering({ state: "dropped", total: 3, done: 1, waiting: 2 }));
  await progress.look();
  expect(reload).toHaveBeenCalledOnce();
});

test("it asks again after a failure", async () => {
  const { progress, reload } = follow(answering(new Error("away"), undefined));
  await progress.look();
  await progress.look();
  expect(document.getElementById("rejudge-count")?.textContent).toBe("0 of 3");
  expect(reload).not.toHaveBeenCalled();
});

test("it does not ask while nobody looks", async () => {
  const send = answering({ state: "open", total: 3, done: 3, waiting: 0 });
  const { progress } = follow(send);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  await progress.look();
  expect(send).not.toHaveBeenCalled();
});

test("it asks every two seconds, where there is something to follow", () => {
  vi.useFakeTimers();
  const send = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("{}", { status: 500 }));
  startRejudging(document);
  vi.advanceTimersByTime(4100);
  expect(send).toHaveBeenCalledTimes(2);
  document.body.innerHTML = "";
  startRejudging(document);
});
