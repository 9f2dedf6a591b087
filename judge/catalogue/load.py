"""A problem from its folder: complete and right, or refused with everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from judge.catalogue.assets import asset_faults
from judge.catalogue.bundle import Bundle, read_folder
from judge.catalogue.folder import service_faults, stack_faults, top_faults
from judge.catalogue.manifest import Suite, read_suite
from judge.catalogue.texts import translation_faults
from judge.catalogue.toml import Place, line_of, read
from judge.catalogue.variants import variant_faults
from judge.catalogue.wrong import read_wrong
from judge.domain.problem import SLUG, SLUG_RULE, Manifest, Problem, StackInfo, Value
from judge.domain.variants import fill, fill_files, fill_problem
from judge.errors import Finding, Invalid, ProblemInvalid

PROBLEM = "problem.toml"
MAX_TESTS = 200  # each may have a record of 256 KiB, and a run's records may have 64 MiB together


@dataclass(frozen=True, slots=True)
class LoadedProblem:
    """A problem with all that judging an answer takes."""

    problem: Problem
    manifest: Manifest
    bundle: Bundle
    statement: str
    slug: str = ""  # the folder's name; one that comes out of the database needs none

    def with_variants(self, variants: Sequence[Mapping[str, Value]]) -> "LoadedProblem":
        """The same with the values of its variants, as a box has given them."""
        made = tuple(dict(values) for values in variants)
        return replace(self, manifest=Manifest(tests=self.manifest.tests, stacks=self.manifest.stacks, variants=made))

    def values(self, variant: int | None) -> Mapping[str, Value]:
        """The values of one variant, of the first without a number; Invalid when there is none of this number."""
        variants, number = self.manifest.variants, variant or 0
        if self.problem.variants is None and variant is None:
            return {}
        if not variants:
            fact = "are made by the gate" if self.problem.variants else "do not exist: the problem has none"
            raise Invalid(f"the variants of this problem {fact}", "variant")
        if not 0 <= number < len(variants):
            raise Invalid(f"the variants of this problem are 0 to {len(variants) - 1}", "variant")
        return variants[number]

    def in_variant(self, variant: int | None) -> "LoadedProblem":
        """The problem as the candidates of one variant have it; the same object where it has none."""
        values = self.values(variant)
        if not values:
            return self
        files = fill_files(self.bundle.files, values)
        return replace(
            self,
            problem=fill_problem(self.problem, values),
            bundle=Bundle(files),
            statement=fill(self.statement, values),
        )


def load_problem(folder: Path, stacks: Mapping[str, StackInfo]) -> LoadedProblem:
    """Reads a folder; raises ProblemInvalid with every finding, not just the first."""
    if not folder.is_dir():
        raise Invalid(f"there is no folder {folder}", "problem")
    files, findings = read_folder(folder)
    return _loaded(Bundle(files), folder.resolve().name, stacks, findings)


def from_bundle(bundle: Bundle, slug: str, stacks: Mapping[str, StackInfo]) -> LoadedProblem:
    """The same from a bundle, with the same findings."""
    return _loaded(bundle, slug, stacks, [])


def _loaded(bundle: Bundle, slug: str, stacks: Mapping[str, StackInfo], findings: list[Finding]) -> LoadedProblem:
    if not SLUG.fullmatch(slug):
        findings.append(Finding(PROBLEM, None, f'the folder\'s name "{slug}" {SLUG_RULE}'))
    findings += top_faults(bundle)
    problem, lines = _problem(bundle, findings)
    suite = read_suite(bundle.suite(), _criteria(problem))
    findings += suite.findings
    if problem is not None:
        findings += _suite_faults(problem, lines, suite)
        findings += stack_faults(bundle, problem, lines, stacks)
        findings += service_faults(bundle, problem, lines)
        findings += translation_faults(bundle, problem, lines)
        findings += asset_faults(bundle, problem, lines)
        findings += read_wrong(bundle, problem, suite.ids)[1]
        findings += variant_faults(bundle, problem, lines, tuple(test.spec for test in suite.tests))
    if findings or problem is None:
        raise ProblemInvalid(sorted(findings, key=lambda finding: (finding.file, finding.line or 0)))
    manifest = suite.manifest(stacks[name] for name in problem.stacks)
    return LoadedProblem(problem, manifest, bundle, bundle.text("statement.md"), slug)


def _problem(bundle: Bundle, findings: list[Finding]) -> tuple[Problem | None, dict[Place, int]]:
    try:
        text = bundle.text(PROBLEM)
    except Invalid as error:
        findings.append(Finding(PROBLEM, None, str(error)))
        return None, {}
    problem, lines, faults = read(Problem, PROBLEM, text)
    findings += faults
    return problem, lines


def _criteria(problem: Problem | None) -> frozenset[str] | None:
    return frozenset(criterion.id for criterion in problem.criteria) if problem else None


def _suite_faults(problem: Problem, lines: Mapping[Place, int], suite: Suite) -> list[Finding]:
    """What is wrong with the tests taken together; silent while single ones are wrong, since that may be the cause."""
    if suite.findings:
        return []
    used = {test.spec.criterion for test in suite.tests}
    faults = [
        Finding(PROBLEM, line_of(lines, ("criteria", number, "id")), f'criterion "{criterion.id}" has no test')
        for number, criterion in enumerate(problem.criteria)
        if criterion.id not in used
    ]
    samples = sum(test.spec.is_sample for test in suite.tests)
    if not samples:
        faults.append(Finding("tests", None, "there is no sample: mark at least one test with @pytest.mark.sample"))
    if len(suite.tests) > MAX_TESTS:
        faults.append(Finding("tests", None, f"there are {len(suite.tests)} tests; a suite may have {MAX_TESTS}"))
    if samples == len(suite.tests):
        faults.append(Finding("tests", None, "there is no hidden test: every test is a sample"))
    return faults
