"""The values of a folder's variants, for verbs that show or judge it before any gate has made them."""

from judge.catalogue.load import LoadedProblem
from judge.cli import connect
from judge.domain.variants import told
from judge.grading.generate import with_variants
from judge.settings import Settings

SLOT = 910  # of what runs one after the other: apart from a worker's, from 0, the gate's and the doctor's


def made(settings: Settings, loaded: LoadedProblem) -> LoadedProblem:
    """The problem with its values; without variants no engine is asked. Raises ProblemInvalid."""
    if loaded.problem.variants is None:
        return loaded
    with connect.open_engine(settings) as engine:
        return with_variants(engine, loaded, instance=settings.instance_name, slot=SLOT)


def words(loaded: LoadedProblem, variant: int | None) -> str:
    """Which variant it was, behind a seed; nothing where there are none."""
    values = loaded.values(variant)
    return f"; variant {variant or 0} ({told(values)})" if values else ""
