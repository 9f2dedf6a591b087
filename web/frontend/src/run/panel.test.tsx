import { render } from "preact";
import { beforeEach, expect, test, vi } from "vitest";
import { aFinalView, aTest, aView } from "./fixtures.ts";
import type { RunView } from "./model.ts";
import { Panel, type PanelProps } from "./panel.tsx";
import { WORK } from "./trace.ts";

let root: HTMLElement;

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
});

const draw = (view: RunView, isInTrouble = false, more: Partial<PanelProps> = {}): void =>
  render(<Panel view={view} elapsedMs={4200} isInTrouble={isInTrouble} {...more} />, root);

const texts = (selector: string): string[] =>
  [...root.querySelectorAll(selector)].map((element) => (element.textContent ?? "").replaceAll(/\s+/g, " ").trim());

const SAMPLE = aTest({
  title: "creates an item",
  is_sample: true,
  outcome: "failed",
  points: 0,
  milliseconds: 12,
  message: "the status was 500",
  exchanges: [
    {
      request: {
        method: "POST",
        path: "/items",
        headers: { "content-type": "application/json" },
        body: '{"name":"a"}',
      },
      reply: { status: 500, headers: {}, body: "oops", ms: 7 },
    },
  ],
  comparison: { got: 500, expected: 201 },
});

test("it tells the place in the queue and the elapsed time", () => {
  draw(aView({ place: 3 }));
  expect(texts(".phase.is-now")).toEqual(["Queuedplace 3"]);
  expect(texts(".timer")).toEqual(["4.2 s"]);
});

test("it counts the tests as they end", () => {
  draw(aView({ state: "leased", phase: "running", tests: [aTest(), aTest({ number: 2 })] }));
  expect(texts(".phase.is-now")).toEqual(["Running2/12"]);
  expect(root.querySelector("progress")?.value).toBe(2);
  expect(root.querySelectorAll(".phase.is-done")).toHaveLength(3);
});

test("it shows verdict, sentence, score and the points of each criterion", () => {
  draw(aFinalView());
  expect(texts(".run-head .badge")).toEqual(["Failed"]);
  expect(texts(".run-sentence")).toEqual(["Some checks did not pass."]);
  expect(texts(".run-score")).toEqual(["14 of 20 points"]);
  expect(texts(".criterion")).toEqual(["Correctness10 of 10", "Robustness4 of 10"]);
  expect(root.querySelector(".criterion.tone-attention .fill")?.getAttribute("width")).toBe("40%");
});

test("it opens a failed sample with its request, reply and difference", () => {
  draw(aFinalView({ tests: [SAMPLE] }));
  expect(root.querySelector("details")?.open).toBe(true);
  expect(texts(".test-message")).toEqual(["the status was 500"]);
  expect(texts(".exchange-line")).toEqual(["RequestPOST/items", "Reply5007 ms"]);
  expect(texts(".diff-line")).toEqual(["−201", "+500"]);
});

test("it leaves a passed sample closed", () => {
  draw(aFinalView({ tests: [{ ...SAMPLE, outcome: "passed", comparison: null, message: "" }] }));
  expect(root.querySelector("details")?.open).toBe(false);
});

test("it shows a hidden test by title and hint and says what it keeps back", () => {
  draw(aFinalView({ tests: [aTest({ outcome: "failed", points: 0, hint: "Think of an empty page." })] }));
  expect(root.querySelector(".test details")).toBeNull();
  expect(texts(".test-hint")).toEqual(["Hint Think of an empty page."]);
  expect(texts(".run-hidden")).toEqual(["9 hidden checks: titles only. What they send and expect is not shown."]);
});

test("it keeps nothing back from staff and does not say so", () => {
  draw(aFinalView({ tests: [aTest({ id: "test_a" })] }));
  expect(root.querySelector(".run-hidden")).toBeNull();
});

test("it keeps a test open that a reader has opened when more results come", () => {
  const passed = { ...SAMPLE, outcome: "passed" as const };
  draw(aFinalView({ tests: [passed] }));
  const details = root.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  draw(aFinalView({ tests: [passed, aTest({ number: 2, title: "lists" })] }));
  expect(root.querySelector("details")).toBe(details);
  expect(details.open).toBe(true);
});

test("it writes what a stranger has sent as text", () => {
  const hostile = "<img src=x onerror=alert(1)>";
  draw(aFinalView({ log: hostile, tests: [{ ...SAMPLE, message: hostile, title: hostile }] }));
  expect(root.querySelector("img")).toBeNull();
  expect(texts(".test-message")).toEqual([hostile]);
  expect(root.querySelector("[style]")).toBeNull();
});

test("it opens the log when the service did not start", () => {
  draw(aFinalView({ verdict: "did_not_start", label: "Did not start", log: "ModuleNotFoundError: x" }));
  expect(root.querySelector<HTMLDetailsElement>(".run-log")?.open).toBe(true);
});

test("it says that the run goes on when the connection is lost", () => {
  draw(aView({ state: "leased", phase: "running" }), true);
  expect(texts(".callout")[0]).toContain("Your run goes on");
});

test("it shows a judge error with the operator's reason apart from the candidate's", () => {
  draw(aFinalView({ verdict: "judge_error", label: "Judge error", score: null, criteria: [], reason: "tester lost" }));
  expect(root.querySelector(".badge")?.className).toContain("tone-fault");
  expect(texts(".callout")).toEqual(["For the operatortester lost"]);
  expect(root.querySelector(".run-score")).toBeNull();
});

test("it tells how long each phase took, and the present one so far", () => {
  const view = aView({ state: "leased", phase: "starting", phases: { queued: 800 } });
  draw(view, false, { phasesMs: { queued: 1, preparing: 250, starting: 1240 } });
  expect(texts(".phase")).toEqual(["Queued800 ms", "Preparing250 ms", "Starting1.2 s", "Running"]);
});

test("it offers to stop a run only where that is possible, and says that it is stopping", () => {
  const stop = { url: "/submissions/1/cancel", csrf: "token", isBusy: false, message: "", act: vi.fn() };
  draw(aView({ can_cancel: false }), false, { stop });
  expect(root.querySelector(".run-stop")).toBeNull();
  draw(aView({ can_cancel: true }));
  expect(root.querySelector(".run-stop")).toBeNull();
  draw(aView({ can_cancel: true }), false, { stop });
  const form = root.querySelector("form") as HTMLFormElement;
  expect(form.getAttribute("action")).toBe("/submissions/1/cancel");
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  expect(stop.act).toHaveBeenCalledTimes(1);
  draw(aView({ can_cancel: true }), false, { stop: { ...stop, isBusy: true, message: "Too late." } });
  expect(texts(".run-stop")).toEqual(["StoppingToo late."]);
  expect(root.querySelector(".run-stop button")?.getAttribute("aria-busy")).toBe("true");
});

test("it says what hints cost beside the score, which stays what it is", () => {
  draw(aFinalView({ hint_cost: 2 }));
  expect(texts(".run-score")).toEqual(["14 of 20 points, minus 2 for hints"]);
});

test("it tells no more of a sealed result than that it was received, with the samples", () => {
  draw(
    aFinalView({
      verdict: null,
      label: "Received",
      sentence: "It was judged.",
      score: null,
      criteria: [],
      is_sealed: true,
      tests: [aTest({ is_sample: true }), aTest({ number: 2, is_sample: true, outcome: "failed" })],
    }),
  );
  expect(texts(".run-head .badge")).toEqual(["Received"]);
  expect(root.querySelector(".run-score")).toBeNull();
  expect(texts(".run-title")).toEqual(["Sample checks 1 of 3 passed"]);
  expect(texts(".run-note")).toEqual(["9 hidden checks: told when the session has ended."]);
  expect(texts(".test-word")).toEqual(["Failed", "Passed"]);
});

test("it leads from a place in the log to the line of the editor", () => {
  const opener = { paths: () => ["app.py"], open: vi.fn() };
  const log = `File "${WORK}/app.py", line 12\nImportError`;
  draw(aFinalView({ log }), false, { opener });
  (root.querySelector(".log-place") as HTMLButtonElement).click();
  expect(opener.open).toHaveBeenCalledWith("app.py", 12);
  draw(aFinalView({ log }));
  expect(root.querySelector(".log-place")).toBeNull();
  expect(root.querySelector(".log")?.textContent).toBe(log);
});

test("it compares rows in a table whose marks are more than colours", () => {
  const comparison = {
    expected: [
      { id: 1, n: null, t: 4 },
      { id: 2, n: "b", t: 4 },
    ],
    got: [{ id: 1, n: "", t: 4 }],
  };
  draw(aFinalView({ tests: [{ ...SAMPLE, comparison }] }));
  expect(texts(".diff-table tbody th")).toEqual(["±changed", "−missing"]);
  expect(texts(".diff-table thead th")).toEqual(["Difference", "id", "n", "t"]);
  expect(texts(".diff-table del")).toEqual(["−expected null"]);
  expect(texts(".diff-table ins")).toEqual(["+got empty"]);
});

test("it says that a result has taken another one's place, and what that was", () => {
  const earlier = {
    at: "2026-05-06T12:00:00Z",
    verdict: "failed",
    label: "Failed",
    score: 2,
    max_score: 10,
    is_other_version: true,
  };
  draw(aFinalView({ earlier }));
  const [said] = texts(".callout");
  expect(said).toContain("by another version of this problem. Before, it was: Failed, 2 of 10 points.");
  expect(root.querySelector(".callout time")?.getAttribute("datetime")).toBe(earlier.at);
  draw(aFinalView({ earlier: { ...earlier, score: null, is_other_version: false } }));
  expect(texts(".callout")[0]).toMatch(/^Judged again on .*\. Before, it was: Failed\.$/);
});
