"""`judge problem check`: puts a folder through its gate."""

from typing import Annotated

import typer

from judge.catalogue.load import load_problem
from judge.cli import connect, show
from judge.cli.problem.bar import progress_bar
from judge.cli.problem.findings import gates_folder, report_of, tell_findings
from judge.domain.variants import told
from judge.errors import ProblemInvalid
from judge.gate import check as gate
from judge.gate.options import MOST_SLOTS, MUTANTS, SLOTS, GateOptions
from judge.gate.report import GateReport
from judge.settings import Settings
from judge.stacks import known_stacks

WRONG = 1
MARKS = {"passed": "·", "failed": "F", "too_slow": "S", "bad_response": "B", "no_answer": "N", "not_run": "-"}


def check(
    problem: show.ProblemFolder,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Run everything, also what has not changed.")] = False,
    assertions: Annotated[bool, typer.Option("--assertions", help="Measure which assertions are needed.")] = False,
    mutants: Annotated[bool, typer.Option("--mutants", help="Change the references, and see who notices.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="With --mutants: at most so many changes.")] = MUTANTS,
    slots: Annotated[int, typer.Option(min=1, max=MOST_SLOTS, help="Runs at a time.")] = SLOTS,
    json: show.AsJson = False,
) -> None:
    """Puts a problem through its gate. Exit code 1: something is wrong; the table says what and where.

    Only what depends on a changed file is run again; what was found wrong always is.
    """
    settings = Settings.from_env()
    try:
        loaded = load_problem(problem, known_stacks())
    except ProblemInvalid as error:
        faulty = report_of(problem.resolve().name, error.findings)
        show.as_json(faulty) if json else tell_findings(error.findings)
        raise typer.Exit(WRONG) from None
    with connect.open_engine(settings) as engine, progress_bar() as progress:
        report = gate.check(
            engine,
            loaded,
            instance=settings.instance_name,
            cache_dir=gates_folder(settings),
            is_fresh=fresh,
            options=GateOptions(slots=slots, assertions=assertions, mutants=most if mutants else 0),
            progress=progress,
        )
    if json:
        show.as_json(report.to_json())
    else:
        tell(report)
    raise typer.Exit(0 if report.is_passed else WRONG)


def tell(report: GateReport) -> None:
    """All of a report: the matrix, what is wrong, what could be better, and how strong the suite is."""
    tell_matrix(report)
    if report.is_passed:
        again = ", unchanged since it did" if report.is_cached else ""
        show.line(f"\n{report.slug} passes its gate{again}.", style="bold green")
    tell_findings(report.findings)
    if report.notes:
        show.line(f"\n{len(report.notes)} note{'s' if len(report.notes) > 1 else ''}", style="bold yellow")
        show.findings(report.notes)
    if report.variants:
        show.line(f"\n{len(report.variants)} variants; variant 0: {told(report.variants[0])}")
    show.line(f"\nStrength {report.strength.score} of 100: {report.strength.formula}")


def tell_matrix(report: GateReport) -> None:
    """Which test fails which wrong solution: a row for each test, a numbered column for each wrong solution."""
    names = list(report.matrix)
    rows = [
        [test.id, "sample" if test.is_sample else "hidden", *(MARKS[report.matrix[name][test.id]] for name in names)]
        for test in report.tests
    ]
    show.table(("test", "", *(str(number) for number in range(1, len(names) + 1))), rows)
    legend = [f"{number} {name}" for number, name in enumerate(names, start=1)]
    show.line(f"\n{', '.join(legend)}")
    show.line("· passed, F failed, S too slow, B bad response, N no answer, - not run", style="dim")
