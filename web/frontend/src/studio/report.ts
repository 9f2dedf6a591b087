import { element, icon } from "../workspace/dom.ts";
import type { Check, Mutant, Report, TestLine } from "./data.ts";
import { findingList, placeButton } from "./findings.ts";
import type { Workbench } from "./workbench.ts";

/** What the gate found, as its own page shows it: what stops publication, the strength, the kill matrix. */
type Places = Pick<Workbench, "entries" | "show">;

const QUIET = new Set(["passed", "not_run", ""]); // outcomes in which a test has said nothing against an answer

/** What one cell of the kill matrix says: class, glyph and words, as templates/studio/_matrix.html has them. */
const CELLS = {
  kill: ["kill", "cross", "fails it, as named"],
  stray: ["kill kill-stray", "fault", "fails it, though not named"],
  missing: ["kill-missing", "ring", "named, but does not fail it"],
  passed: ["no-kill", "·", "passes"],
  unrun: ["no-kill", "dash", "was not run"],
} as const;

export function drawReport(bench: Places, check: Check, report: Report): HTMLElement[] {
  return [
    ...strength(report),
    ...listed(bench, "What stops publication", report.findings),
    ...listed(bench, "Suggestions", report.notes),
    ...matrix(bench, report),
    ...mutants(bench, report.mutants),
    element("p", {}, element("a", { href: check.page_url }, "This check on a page of its own")),
  ];
}

export function verdict(check: Check, report: Report): HTMLElement {
  const isPassed = report.findings.length === 0;
  const words = isPassed ? "Passed: this may be published" : `${many(report.findings.length, "finding")} to mend first`;
  const badge = element("span", { class: `badge badge-large tone-${isPassed ? "passed" : "failed"}` });
  badge.append(icon(isPassed ? "check" : "cross"), words);
  const age = check.is_current ? [] : [element("p", { class: "soft" }, "The files have changed since this check.")];
  return element("div", { class: "gate-verdict" }, badge, ...age);
}

function strength({ strength: found, repeats }: Report): HTMLElement[] {
  const parts = found.parts.flatMap((part) => [
    element("dt", {}, part.name),
    element("dd", {}, `${part.count} of ${part.total}`),
  ]);
  const runs = `Each reference ran ${repeats === 1 ? "once" : `${repeats} times`}.`;
  return [
    element("h3", {}, "Strength of the suite"),
    element(
      "p",
      { class: "strength" },
      element("strong", {}, String(found.score)),
      element("span", { class: "soft" }, " of 100"),
    ),
    element("dl", { class: "strength-parts" }, ...parts),
    element("p", { class: "strength-formula" }, `${found.formula}. ${runs}`),
  ];
}

function listed(bench: Places, title: string, findings: Report["findings"]): HTMLElement[] {
  return findings.length > 0 ? [element("h3", {}, title), findingList(bench, findings)] : [];
}

function matrix(bench: Places, report: Report): HTMLElement[] {
  if (report.tests.length === 0 || report.wrong.length === 0) {
    return [];
  }
  const names = report.wrong.map(({ name, why }) =>
    element("th", { scope: "col", class: "matrix-wrong" }, element("span", { title: why }, name)),
  );
  const head = element("tr", {}, element("th", { scope: "col" }, "Test"), ...names);
  const table = element(
    "table",
    { class: "kill-matrix" },
    element("thead", {}, head),
    element("tbody", {}, ...report.tests.map((test) => row(bench, report, test))),
  );
  const label = "Kill matrix: tests down, wrong solutions across";
  const scroll = element("div", { class: "matrix-scroll", tabindex: "0", role: "group", "aria-label": label }, table);
  return [element("h3", {}, "Kill matrix"), scroll, legend(), wrongList(bench, report)];
}

function row(bench: Places, report: Report, test: TestLine): HTMLElement {
  const outcomes = report.wrong.map((wrong) => report.matrix[wrong.name]?.[test.id] ?? "");
  const cells = outcomes.map((outcome, at) => cell(outcome, report.wrong[at]?.fails.includes(test.id) ?? false));
  const isIdle = !test.is_sample && outcomes.every((outcome) => QUIET.has(outcome));
  const link = placeButton(bench, test.file, test.line, test.id);
  const words = [test.is_sample ? ", sample" : "", isIdle ? ", tells nothing apart" : ""].join("");
  const heading = element("th", { scope: "row" }, `${test.title} `, link, element("small", {}, words));
  return element("tr", isIdle ? { class: "is-idle" } : {}, heading, ...cells);
}

function cell(outcome: string, isMeant: boolean): HTMLElement {
  const isKill = !QUIET.has(outcome);
  const kind = isKill ? (isMeant ? "kill" : "stray") : isMeant ? "missing" : outcome === "passed" ? "passed" : "unrun";
  const [className, glyph, word] = CELLS[kind];
  return element("td", { class: className }, sign(glyph), element("span", { class: "visually-hidden" }, word));
}

function sign(glyph: string): Node {
  return glyph === "·" ? element("span", { "aria-hidden": "true" }, "·") : icon(glyph);
}

function legend(): HTMLElement {
  const lines = Object.values(CELLS).map(([className, glyph, word]) =>
    element("li", { class: className.split(" ").at(-1) ?? "" }, sign(glyph), word),
  );
  return element("ul", { class: "matrix-legend" }, ...lines);
}

/** What each wrong solution gets wrong. */
function wrongList(bench: Places, { wrong }: Report): HTMLElement {
  const lines = wrong.map(({ name, why }) => {
    const link = placeButton(bench, `wrong/${name}/expect.toml`, null, name);
    return element("li", {}, link, element("span", {}, why));
  });
  const summary = element("summary", {}, many(wrong.length, "wrong solution"));
  return element("details", {}, summary, element("ul", { class: "finding-list" }, ...lines));
}

function mutants(bench: Places, found: Mutant[] | null): HTMLElement[] {
  if (found === null) {
    return [];
  }
  const survivors = found.filter((mutant) => !mutant.is_killed);
  const words = `${found.length - survivors.length} of ${many(found.length, "mechanical change")} to a reference were noticed.`;
  const lines = survivors.map(({ file, line, change }) => ({ file, line, message: `${change}: no test noticed.` }));
  const list = survivors.length > 0 ? [findingList(bench, lines)] : [];
  return [element("h3", {}, "Mutants"), element("p", {}, words), ...list];
}

export function many(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
