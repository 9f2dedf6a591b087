import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import { check, type Made, makeBench, report } from "./fixtures.ts";
import { drawReport, verdict } from "./report.ts";

let made: Made;
let place: HTMLElement;
const draw = (rest: Parameters<typeof report>[0] = {}): void =>
  place.replaceChildren(...drawReport(made.bench, check(), report(rest)));
const rows = (): (string | undefined)[][] =>
  [...place.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? undefined),
  );

beforeEach(() => {
  document.body.replaceChildren();
  made = makeBench();
  place = element("div");
});

test("it says whether it may be published, and of which files that was found", () => {
  expect(verdict(check(), report()).textContent).toBe("Passed: this may be published");
  const findings = [{ file: "a", line: 1, message: "" }];
  expect(verdict(check({ is_current: false }), report({ findings })).textContent).toBe(
    "1 finding to mend firstThe files have changed since this check.",
  );
});

test("it shows the strength with what it is made of", () => {
  draw();
  expect(place.querySelector(".strength")?.textContent).toBe("75 of 100");
  expect(place.querySelector(".strength-parts")?.textContent).toBe("hidden tests told apart3 of 4");
  expect(place.querySelector(".strength-formula")?.textContent).toBe("100 x 3/4 = 75. Each reference ran 5 times.");
});

test("it lists findings before suggestions", () => {
  draw({
    findings: [{ file: "tests/test_limits.py", line: 3, message: "reads the clock" }],
    notes: [{ file: "tests/test_limits.py", line: 1, message: "always fails with another" }],
  });
  const titles = [...place.querySelectorAll("h3")].map((title) => title.textContent);
  expect(titles).toEqual(["Strength of the suite", "What stops publication", "Suggestions", "Kill matrix"]);
  expect(place.textContent).toContain("tests/test_limits.py:3reads the clock");
});

test("it draws the kill matrix in words beside colours", () => {
  draw();
  expect([...place.querySelectorAll("thead th")].map((cell) => cell.textContent)).toEqual(["Test", "too-many"]);
  expect(rows()).toEqual([["fails it, as named"], ["·passes"]]);
  expect(place.querySelector("tbody th")?.getAttribute("scope")).toBe("row");
  expect(place.querySelector(".matrix-scroll")?.getAttribute("tabindex")).toBe("0");
});

test.each([
  ["passed", ["test_the_limit_holds"], "named, but does not fail it"],
  ["failed", [], "fails it, though not named"],
  ["not_run", [], "was not run"],
])("it tells of %s where %j are named: %s", (outcome, fails, words) => {
  const wrong = [{ name: "too-many", stack: "", why: "", fails: fails as string[] }];
  draw({ wrong, matrix: { "too-many": { test_the_limit_holds: outcome, test_it_answers: "passed" } } });
  expect(rows()[0]).toEqual([words]);
});

test("it makes a hidden test stand out that tells nothing apart, and no sample", () => {
  draw({ matrix: { "too-many": {} } });
  const idle = [...place.querySelectorAll("tr.is-idle")];
  expect(idle.map((row) => row.querySelector("th")?.textContent)).toEqual([
    "The limit holds. test_the_limit_holds, tells nothing apart",
  ]);
});

test("it leads from a test and from a wrong solution to their files", async () => {
  draw();
  const [first] = place.querySelectorAll<HTMLButtonElement>("tbody .finding-place");
  first?.click();
  await vi.waitFor(() => expect(made.bench.current).toBe("tests/test_limits.py"));
  place.querySelector<HTMLButtonElement>("details .finding-place")?.click();
  await vi.waitFor(() => expect(made.bench.current).toBe("wrong/too-many/expect.toml"));
  expect(place.querySelector("details")?.textContent).toContain("Counts from one.");
});

test("it draws no matrix where there is nothing to compare", () => {
  draw({ wrong: [] });
  expect(place.querySelector("table")).toBeNull();
});

test("it lists the mutants that nobody noticed", () => {
  const mutant = { name: "1", file: "solution/python-flask/app.py", line: 1, killed_by: [] };
  draw({
    mutants: [
      { ...mutant, change: "`<` became `<=`", is_killed: false },
      { ...mutant, change: "`1` became `2`", is_killed: true },
    ],
  });
  expect(place.textContent).toContain("1 of 2 mechanical changes to a reference were noticed.");
  expect(place.textContent).toContain("`<` became `<=`: no test noticed.");
  expect(place.textContent).not.toContain("`1` became `2`");
});
