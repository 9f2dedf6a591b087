"""The kill matrix of a gate as a table: tests down, wrong solutions across, and who stands out."""

from dataclasses import dataclass

from judge.gate.report import GateReport, GateTest, GateWrong

QUIET = ("passed", "not_run", "")  # outcomes in which a test has said nothing against an answer


@dataclass(frozen=True, slots=True)
class Cell:
    """What one test said about one wrong solution."""

    outcome: str  # empty: it did not get there
    is_kill: bool
    is_meant: bool  # the wrong solution names this test


@dataclass(frozen=True, slots=True)
class Row:
    """One test against every wrong solution."""

    test: GateTest
    cells: tuple[Cell, ...]
    kills: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """All tests against all wrong solutions."""

    wrong: tuple[GateWrong, ...]
    rows: tuple[Row, ...]
    killed: tuple[int, ...]  # by wrong solution: how many tests fail it


def matrix_of(report: GateReport) -> Matrix:
    """The report's matrix in the order of its tests and wrong solutions."""
    rows = tuple(_row(report, test) for test in report.tests)
    killed = tuple(sum(row.cells[number].is_kill for row in rows) for number in range(len(report.wrong)))
    return Matrix(report.wrong, rows, killed)


def _row(report: GateReport, test: GateTest) -> Row:
    outcomes = [(wrong, report.matrix.get(wrong.name, {}).get(test.id, "")) for wrong in report.wrong]
    cells = tuple(Cell(outcome, outcome not in QUIET, test.id in wrong.fails) for wrong, outcome in outcomes)
    return Row(test, cells, sum(cell.is_kill for cell in cells))
