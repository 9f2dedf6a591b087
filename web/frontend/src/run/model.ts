/** A run for one reader, exactly as the server's RunView writes it. Text in it comes from strangers. */
export type Outcome = "passed" | "failed" | "too_slow" | "bad_response" | "no_answer" | "not_run";

export interface Criterion {
  id: string;
  title: string;
  earned: number;
  possible: number;
}

export interface Message {
  headers?: Record<string, string>;
  body?: string;
}

export interface Exchange {
  request: Message & { method: string; path: string };
  reply: (Message & { status: number; ms: number }) | null;
  error?: string;
}

export interface Comparison {
  got: unknown;
  expected: unknown;
}

export interface TestView {
  number: number;
  title: string;
  criterion: string;
  is_sample: boolean;
  outcome: Outcome;
  points: number;
  possible: number;
  hint: string;
  id: string;
  milliseconds: number | null;
  message: string;
  exchanges: Exchange[];
  comparison: Comparison | null;
}

export interface Earlier {
  at: string;
  verdict: string;
  label: string;
  score: number | null;
  max_score: number | null;
  is_other_version: boolean;
}

export interface RunView {
  run_id: string;
  submission_id: string;
  kind: "run" | "submit";
  state: "queued" | "leased" | "done" | "quarantined" | "cancelled";
  place: number | null;
  phase: "" | "preparing" | "starting" | "running";
  verdict: string | null;
  label: string;
  sentence: string;
  score: number | null;
  max_score: number | null;
  criteria: Criterion[];
  tests: TestView[];
  expected_tests: number;
  hidden_tests: number;
  is_sealed: boolean;
  can_cancel: boolean;
  hint_cost: number;
  log: string;
  phases: Record<string, number>;
  earlier: Earlier | null;
  reason: string;
}

export type Tone = "passed" | "failed" | "attention" | "info" | "fault" | "none";

export interface Mark {
  tone: Tone;
  glyph: string;
  word: string;
}

const VERDICTS: Record<string, [Tone, string]> = {
  passed: ["passed", "check"],
  failed: ["failed", "cross"],
  did_not_start: ["failed", "power"],
  crashed: ["failed", "bolt"],
  time_limit: ["attention", "clock"],
  memory_limit: ["attention", "memory"],
  bad_response: ["attention", "braces"],
  judge_error: ["fault", "fault"],
  cancelled: ["none", "dash"],
  ended: ["none", "dash"],
};

const OUTCOMES: Record<Outcome, [Tone, string, string]> = {
  passed: ["passed", "check", "Passed"],
  failed: ["failed", "cross", "Failed"],
  too_slow: ["attention", "clock", "Too slow"],
  bad_response: ["attention", "braces", "Bad response"],
  no_answer: ["failed", "power", "No answer"],
  not_run: ["none", "dash", "Not run"],
};

export const PHASES = ["queued", "preparing", "starting", "running"] as const;
export type PhaseName = (typeof PHASES)[number];

export function verdictMark(view: RunView): Mark {
  if (isReceived(view)) {
    return { tone: "info", glyph: "lock", word: view.label || "Received" };
  }
  const [tone, glyph] = VERDICTS[view.verdict ?? ""] ?? ["none", "dash"];
  return { tone, glyph, word: view.label };
}

export function outcomeMark(outcome: Outcome): Mark {
  const [tone, glyph, word] = OUTCOMES[outcome] ?? ["none", "dash", outcome];
  return { tone, glyph, word };
}

export function isFinal(view: RunView): boolean {
  return view.state !== "queued" && view.state !== "leased";
}

/** Judged, and told later: a timed session whose results are sealed while it runs. */
export function isReceived(view: RunView): boolean {
  return view.is_sealed && view.verdict === null && isFinal(view);
}

/** How many tests this reader will be shown. */
export function shownTests(view: RunView): number {
  return view.is_sealed ? view.expected_tests - view.hidden_tests : view.expected_tests;
}

export function phaseOf(view: RunView): PhaseName {
  return view.state === "queued" ? "queued" : view.phase || "preparing";
}

export function passedOf(tests: readonly TestView[]): number {
  return tests.filter((test) => test.outcome === "passed").length;
}

/** Full, part or nothing; while a run is under way nothing can be said yet. */
export function criterionTone(criterion: Criterion, isLive: boolean): Tone {
  if (criterion.earned === criterion.possible) {
    return "passed";
  }
  if (isLive) {
    return "info";
  }
  return criterion.earned > 0 ? "attention" : "failed";
}

export interface TestGroup {
  id: string;
  title: string;
  tests: TestView[];
}

/** The tests by criterion in the order of the score; what did not pass comes first, among groups and within each. */
export function grouped(view: RunView): TestGroup[] {
  if (!isFinal(view)) {
    // As they end, in one list that only grows: rows that change their places cannot be read.
    return view.tests.length > 0 ? [{ id: "", title: "", tests: view.tests }] : [];
  }
  const hasFailed = (test: TestView): boolean => test.outcome !== "passed";
  if (view.criteria.length === 0) {
    // Nothing is scored, so there is nothing to group by: sealed, cancelled.
    return view.tests.length > 0 ? [{ id: "", title: "", tests: failingFirst(view.tests, hasFailed) }] : [];
  }
  const groups = new Map<string, TestGroup>(
    view.criteria.map((criterion) => [criterion.id, { id: criterion.id, title: criterion.title, tests: [] }]),
  );
  for (const test of view.tests) {
    const group = groups.get(test.criterion) ?? { id: test.criterion, title: test.criterion, tests: [] };
    group.tests.push(test);
    groups.set(test.criterion, group);
  }
  const filled = [...groups.values()]
    .filter((group) => group.tests.length > 0)
    .map((group) => ({ ...group, tests: failingFirst(group.tests, hasFailed) }));
  return failingFirst(filled, (group) => group.tests.some(hasFailed));
}

function failingFirst<Item>(items: Item[], hasFailed: (item: Item) => boolean): Item[] {
  return [...items.filter(hasFailed), ...items.filter((item) => !hasFailed(item))];
}

/** What a screen reader hears as the run goes on: one sentence per phase, not one per test. */
export function announcement(view: RunView): string {
  if (isFinal(view)) {
    const score = view.score !== null && view.max_score ? ` ${view.score} of ${view.max_score} points.` : "";
    return `${view.label}. ${view.sentence}${score}`;
  }
  const phase = phaseOf(view);
  if (phase === "queued") {
    return view.place ? `Queued, place ${view.place}.` : "Queued.";
  }
  return { preparing: "Preparing.", starting: "Starting your service.", running: "Running the checks." }[phase];
}
