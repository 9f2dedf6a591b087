"""`judge problem check`: puts a folder through its gate."""

import typer

from judge.catalogue.load import LoadedProblem, load_problem
from judge.cli import connect, show
from judge.cli.problem.findings import gates_folder, report_of, tell_findings
from judge.errors import ProblemInvalid
from judge.gate import check as gate
from judge.gate.report import GateReport
from judge.settings import Settings
from judge.stacks import known_stacks

WRONG = 1
MARKS = {"passed": "·", "failed": "F", "too_slow": "S", "bad_response": "B", "no_answer": "N", "not_run": "-"}


def check(problem: show.ProblemFolder, json: show.AsJson = False) -> None:
    """Puts a problem through its gate. Exit code 1: something is wrong; the table says what and where."""
    settings = Settings.from_env()
    try:
        loaded = load_problem(problem, known_stacks())
    except ProblemInvalid as error:
        faulty = report_of(problem.resolve().name, error.findings)
        show.as_json(faulty) if json else tell_findings(error.findings)
        raise typer.Exit(WRONG) from None
    with connect.open_engine(settings) as engine, show.progress() as say:
        report = gate.check(
            engine, loaded, instance=settings.instance_name, cache_dir=gates_folder(settings), is_fresh=True, say=say
        )
    if json:
        show.as_json(report.to_json())
    else:
        tell_matrix(loaded, report)
        tell_findings(report.findings)
    raise typer.Exit(0 if report.is_passed else WRONG)


def tell_matrix(loaded: LoadedProblem, report: GateReport) -> None:
    """Which test fails which wrong solution: a row for each test, a numbered column for each wrong solution."""
    names = list(report.matrix)
    rows = [
        [test.id, "sample" if test.is_sample else "hidden", *(MARKS[report.matrix[name][test.id]] for name in names)]
        for test in loaded.manifest.tests
    ]
    show.table(("test", "", *(str(number) for number in range(1, len(names) + 1))), rows)
    legend = [f"{number} {name}" for number, name in enumerate(names, start=1)]
    show.line(f"\n{', '.join(legend)}")
    show.line("· passed, F failed, S too slow, B bad response, N no answer, - not run", style="dim")
    if report.is_passed:
        show.line(f"\n{loaded.slug} passes its gate.", style="bold green")
