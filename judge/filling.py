"""A published version as one candidate has it: their variant's values in its texts, and nothing of its suite."""

from judge.catalogue.bundle import Bundle
from judge.domain.problem import Manifest, Problem
from judge.domain.variants import fill, fill_files, fill_problem, variant_of
from judge.storage.problems import ProblemVersion
from judge.storage.studio import DRAFT

_KEPT_BACK = ("tests/", "solution/", "wrong/", "variants.py")  # pages need none of it


def own_variant(version: ProblemVersion, user_id: str | None) -> int | None:
    """Which variant this user has, the first one for somebody who is not known; None where there are none."""
    count = len(version.manifest.get("variants", ()))
    if not count:
        return None
    return variant_of(user_id, version.slug.removesuffix(DRAFT), count) if user_id else 0


def filled(version: ProblemVersion, variant: int | None) -> ProblemVersion:
    """The version with the values of one variant, as a row that is never stored; the row itself without a variant."""
    if variant is None:
        return version
    values = Manifest.model_validate(version.manifest).variants[variant]
    files = Bundle.from_bytes(version.bundle).files
    shown = {path: body for path, body in files.items() if not path.startswith(_KEPT_BACK)}
    return ProblemVersion(
        id=version.id,
        slug=version.slug,
        content_hash=version.content_hash,
        problem=fill_problem(Problem.model_validate(version.problem), values).model_dump(mode="json"),
        manifest=version.manifest,
        statement=fill(version.statement, values),
        bundle=Bundle(fill_files(shown, values)).to_bytes(),
        published_at=version.published_at,
        published_by=version.published_by,
    )
