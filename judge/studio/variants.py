"""The values of a draft's variants: pages never run an author's code, so an earlier gate must have made them."""

from sqlmodel import Session

from judge.catalogue.load import LoadedProblem
from judge.catalogue.variants import VARIANTS, source_of
from judge.errors import Finding, Invalid, ProblemInvalid
from judge.gate.report import GateReport
from judge.storage import checks
from judge.storage.studio import StudioProblem

NOT_MADE = "the gate has not made the values of this file yet: check the problem, then try again"


def with_known_variants(session: Session, problem: StudioProblem, loaded: LoadedProblem) -> LoadedProblem:
    """The problem with the values of the last check of the same variants.py; ProblemInvalid while there is none."""
    source = source_of(loaded.bundle, loaded.problem)
    if not source:
        return loaded
    for report in checks.reports_of(session, problem.id):
        if report.get("variants_of") != source:
            continue
        try:
            found = GateReport.from_json(report)
        except Invalid:
            continue  # an earlier version of ours has written it
        return loaded.with_variants(found.variants)
    raise ProblemInvalid([Finding(VARIANTS, None, NOT_MADE)])
