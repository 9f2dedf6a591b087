import type { RunView, TestView } from "./model.ts";

/** Views for tests: everything set, so that a test names only what it is about. */
export function aTest(changes: Partial<TestView> = {}): TestView {
  return {
    number: 1,
    title: "creates an item",
    criterion: "correctness",
    is_sample: false,
    outcome: "passed",
    points: 2,
    possible: 2,
    hint: "",
    id: "",
    milliseconds: null,
    message: "",
    exchanges: [],
    comparison: null,
    ...changes,
  };
}

export function aView(changes: Partial<RunView> = {}): RunView {
  return {
    run_id: "run-1",
    submission_id: "submission-1",
    kind: "submit",
    state: "queued",
    place: 2,
    phase: "",
    verdict: null,
    label: "",
    sentence: "",
    score: null,
    max_score: null,
    criteria: [],
    tests: [],
    expected_tests: 12,
    hidden_tests: 9,
    is_sealed: false,
    can_cancel: false,
    hint_cost: 0,
    log: "",
    phases: {},
    earlier: null,
    reason: "",
    ...changes,
  };
}

export function aFinalView(changes: Partial<RunView> = {}): RunView {
  return aView({
    state: "done",
    place: null,
    verdict: "failed",
    label: "Failed",
    sentence: "Some checks did not pass.",
    score: 14,
    max_score: 20,
    criteria: [
      { id: "correctness", title: "Correctness", earned: 10, possible: 10 },
      { id: "robustness", title: "Robustness", earned: 4, possible: 10 },
    ],
    ...changes,
  });
}
