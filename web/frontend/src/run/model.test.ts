import { expect, test } from "vitest";
import { aFinalView, aTest, aView } from "./fixtures.ts";
import { announcement, criterionTone, grouped, outcomeMark, phaseOf, verdictMark } from "./model.ts";

test("it groups tests by criterion in the score's order, failing first", () => {
  const view = aFinalView({
    tests: [
      aTest({ number: 1, title: "refuses a blank name", criterion: "robustness" }),
      aTest({ number: 2, title: "creates", criterion: "correctness" }),
      aTest({ number: 3, title: "lists", criterion: "correctness", outcome: "failed", points: 0 }),
    ],
  });
  expect(grouped(view).map((group) => [group.title, group.tests.map((test) => test.title)])).toEqual([
    ["Correctness", ["lists", "creates"]],
    ["Robustness", ["refuses a blank name"]],
  ]);
});

test("it puts the criteria in which something failed first", () => {
  const view = aFinalView({
    tests: [
      aTest({ number: 1, criterion: "correctness" }),
      aTest({ number: 2, criterion: "robustness", outcome: "too_slow", points: 0 }),
    ],
  });
  expect(grouped(view).map((group) => group.id)).toEqual(["robustness", "correctness"]);
});

test("it lets the list only grow while the run is under way", () => {
  const tests = [aTest({ number: 1 }), aTest({ number: 2, outcome: "failed" })];
  expect(grouped(aView({ state: "leased", phase: "running", tests }))).toEqual([{ id: "", title: "", tests }]);
  expect(grouped(aView())).toEqual([]);
});

test("it keeps tests whose criterion has no line in the score", () => {
  const view = aFinalView({ tests: [aTest({ criterion: "security" })] });
  expect(grouped(view).map((group) => group.title)).toEqual(["security"]);
});

test("it announces the queue's place, the phases, and the verdict with its points", () => {
  expect(announcement(aView({ place: 3 }))).toBe("Queued, place 3.");
  expect(announcement(aView({ state: "leased", phase: "" }))).toBe("Preparing.");
  expect(announcement(aView({ state: "leased", phase: "starting" }))).toBe("Starting your service.");
  expect(announcement(aView({ state: "leased", phase: "running" }))).toBe("Running the checks.");
  expect(announcement(aFinalView())).toBe("Failed. Some checks did not pass. 14 of 20 points.");
});

test("it announces the same sentence for every test of a phase", () => {
  const running = aView({ state: "leased", phase: "running" });
  expect(announcement({ ...running, tests: [aTest()] })).toBe(announcement(running));
});

test("it takes a leased run without a phase as preparing", () => {
  expect(phaseOf(aView({ state: "leased", phase: "" }))).toBe("preparing");
  expect(phaseOf(aView({ state: "queued", phase: "running" }))).toBe("queued");
});

test("it condemns no criterion before the run has ended", () => {
  const none = { id: "a", title: "A", earned: 0, possible: 4 };
  expect(criterionTone(none, true)).toBe("info");
  expect(criterionTone(none, false)).toBe("failed");
  expect(criterionTone({ ...none, earned: 2 }, false)).toBe("attention");
  expect(criterionTone({ ...none, earned: 4 }, true)).toBe("passed");
});

test("it keeps a judge error apart from the candidate's failures", () => {
  expect(verdictMark(aFinalView({ verdict: "judge_error", label: "Judge error" }))).toEqual({
    tone: "fault",
    glyph: "fault",
    word: "Judge error",
  });
  expect(outcomeMark("not_run").tone).toBe("none");
});
