"""How much of the catalogue's suites is needed: the gate must notice when an assertion is gone.

    python -m tests.bench.assertions [--prove N] [--seed N] [--json] [SLUG ...]

An assertion is needed when some wrong solution passes a test that it must fail as soon as the assertion is taken out.
The gate predicts that from runs in which failing assertions are noted and the test goes on. `--prove` really takes out
so many, drawn by the seed, one at a time, runs the gate on what is left, and says whether it agrees.

Ends with 1 when fewer than nine of ten are needed in some problem, or when gate and prediction disagree.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem, load_problem
from judge.gate import check as gate
from judge.gate.assertions import Assertion, assertions, without
from judge.gate.options import GateOptions
from judge.settings import Settings
from judge.stacks import known_stacks
from sandbox.base import Engine
from sandbox.docker import DockerEngine

PROBLEMS = Path(__file__).parents[2] / "problems"
INSTANCE = "bench-assertions"
LEAST = 0.9
OF_THE_RUNS = ("wrong/", "solution/", "tests/")  # findings about these come from judging, not from reading the folder


@dataclass(frozen=True, slots=True)
class Measured:
    """The assertions of one problem, each with whether it is needed."""

    loaded: LoadedProblem
    assertions: tuple[tuple[Assertion, bool], ...]

    @property
    def needed(self) -> int:
        """How many would be missed."""
        return sum(is_needed for _, is_needed in self.assertions)

    @property
    def share(self) -> float:
        """The same as a share of all; a suite without assertions needs none."""
        return self.needed / len(self.assertions) if self.assertions else 0.0


@dataclass(frozen=True, slots=True)
class Proof:
    """One assertion that was really taken out."""

    slug: str
    one: Assertion
    is_needed: bool  # as predicted
    noticed: tuple[str, ...]  # what the gate found without it

    @property
    def agrees(self) -> bool:
        """Whether the gate fails exactly where it should."""
        return self.is_needed == bool(self.noticed)


def main() -> None:
    """Measures, proves and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="problems of the catalogue; all when none is named")
    parser.add_argument("--prove", type=int, default=0, metavar="N", help="really take out so many assertions")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32), help="draws those")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    folders = [PROBLEMS / slug for slug in asked.slugs] or catalogue()
    with closing(DockerEngine()) as engine:
        measured = [measure(engine, folder, Settings.from_env().caches / "gates") for folder in folders]
        proofs = list(prove(engine, measured, asked.prove, asked.seed))
    sys.stdout.write(f"{figures(measured, proofs, asked.seed) if asked.json else told(measured, proofs, asked.seed)}\n")
    is_good = all(one.share >= LEAST for one in measured) and all(proof.agrees for proof in proofs)
    sys.exit(0 if is_good else 1)


def catalogue() -> list[Path]:
    """The folders of the problems that come with the product."""
    return sorted(path.parent for path in PROBLEMS.glob("*/problem.toml"))


def measure(engine: Engine, folder: Path, cache_dir: Path | None) -> Measured:
    """One problem; runs that a gate has seen before are not run again."""
    loaded = load_problem(folder, known_stacks())
    options = GateOptions(assertions=True, repeats=1)
    report = gate.check(engine, loaded, instance=INSTANCE, cache_dir=cache_dir, options=options)
    needed = [one.is_needed for one in report.assertions or ()]
    return Measured(loaded, tuple(zip(assertions(loaded.bundle.suite()), needed, strict=True)))


def prove(engine: Engine, measured: Sequence[Measured], count: int, seed: int) -> Iterator[Proof]:
    """Takes out assertions drawn by chance, each alone, and asks the gate."""
    every = [(one.loaded, *assertion) for one in measured for assertion in one.assertions]
    drawn = random.Random(seed).sample(every, min(count, len(every)))
    for loaded, one, is_needed in drawn:
        yield Proof(loaded.slug, one, is_needed, noticed(engine, loaded, one))


def noticed(engine: Engine, loaded: LoadedProblem, one: Assertion) -> tuple[str, ...]:
    """What the gate finds when the suite lacks one assertion; only what its runs show, each of them new."""
    left = replace(loaded, bundle=Bundle({**loaded.bundle.files, **without(loaded.bundle.suite(), one)}))
    with tempfile.TemporaryDirectory() as fresh:
        options = GateOptions(repeats=1)
        report = gate.check(engine, left, instance=INSTANCE, cache_dir=Path(fresh), options=options)
    return tuple(str(finding) for finding in report.findings if finding.file.startswith(OF_THE_RUNS))


def told(measured: Sequence[Measured], proofs: Sequence[Proof], seed: int) -> str:
    """For a terminal: a line for each problem, what is not needed, and what was proved."""
    lines = [f"{'problem':28} assertions  needed"]
    for one in measured:
        lines.append(f"{one.loaded.slug:28} {len(one.assertions):10}  {one.needed:6}  {one.share:6.1%}")
        lines += [f"    {idle.file}:{idle.line}: {idle.text}" for idle, is_needed in one.assertions if not is_needed]
    total, needed = sums(measured)
    lines.append(f"{'all':28} {total:10}  {needed:6}  {needed / total if total else 0:6.1%}")
    if proofs:
        lines.append(
            f"\n{len(proofs)} really taken out (seed {seed}), {sum(one.agrees for one in proofs)} as predicted"
        )
        lines += [line for proof in proofs for line in _proved(proof)]
    return "\n".join(lines)


def figures(measured: Sequence[Measured], proofs: Sequence[Proof], seed: int) -> str:
    """For a program."""
    total, needed = sums(measured)
    data: Mapping[str, object] = {
        "problems": {one.loaded.slug: {"assertions": len(one.assertions), "needed": one.needed} for one in measured},
        "assertions": total,
        "needed": needed,
        "seed": seed,
        "proofs": [
            {
                "problem": proof.slug,
                "assertion": f"{proof.one.file}:{proof.one.line}",
                "is_needed": proof.is_needed,
                "noticed": proof.noticed,
            }
            for proof in proofs
        ],
    }
    return json.dumps(data, indent=2)


def sums(measured: Sequence[Measured]) -> tuple[int, int]:
    """All assertions, and those that are needed."""
    return sum(len(one.assertions) for one in measured), sum(one.needed for one in measured)


def _proved(proof: Proof) -> Iterator[str]:
    """What was predicted of an assertion, and what the gate says without it."""
    word = "" if proof.agrees else ", NOT as predicted"
    yield f"  {proof.slug} {proof.one.file}:{proof.one.line}: {proof.one.text}"
    yield f"    {'needed' if proof.is_needed else 'not needed'}; the gate has {len(proof.noticed)} findings{word}"
    yield from (f"      {finding}" for finding in proof.noticed[:2])


if __name__ == "__main__":
    main()
