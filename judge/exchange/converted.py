"""An exercise of another system as a problem of ours, and a report of what was guessed and what did not fit.

Such exercises test functions of a Python module. Here an answer is a service: a read-only `app.py` offers the module's
functions over HTTP, one call in each request, and the suite asks through it.
"""

import ast
import keyword
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from judge.catalogue.bundle import Bundle
from judge.catalogue.leaks import hidden_literals, leak_findings
from judge.catalogue.load import PROBLEM, from_bundle
from judge.catalogue.purity import impurities
from judge.domain.problem import SLUG, SLUG_RULE, StackInfo
from judge.errors import Invalid, ProblemInvalid
from judge.exchange.cases import LEAST, Case, arrange, suite_of
from judge.exchange.described import problem_toml, quoted
from judge.exchange.foreign import Source, parsed
from judge.exchange.markdown import fitting
from judge.exchange.material import FUNCTIONS, SHIM, STACK, Exercise, Note, Report
from judge.exchange.mechanical import wrong_solutions

REFERENCE = "tests/reference.py"
MAX_TOLD = 100  # as the format has it
LEAST_WRONG = 5  # as the gate wants them
_TAKEN = frozenset({"app", "answer", "flask", "gunicorn", "werkzeug", "jinja2", "click", "psycopg", "reference"})
_LEAST_TESTS = 2  # a sample and a hidden one


@dataclass(frozen=True, slots=True)
class Converted:
    """A problem of ours, and what the report says."""

    slug: str
    bundle: Bundle
    notes: Sequence[Note]


def taken_over(source: Source, slug: str, read: Callable[[Source, str, Report], Exercise]) -> Converted:
    """The problem and the report; raises Invalid, or ProblemInvalid with the report, when nothing testable is left."""
    report = Report()
    try:
        return convert(read(source, slug, report), report)
    except (RecursionError, MemoryError):
        raise Invalid("is nested too deeply", source.name) from None
    except Invalid as error:
        report.left_out(error.where or source.name, str(error))
        raise ProblemInvalid(report.findings) from None


def convert(exercise: Exercise, report: Report) -> Converted:
    """The folder's files; raises Invalid when nothing is left that could be tested."""
    _require_fit(exercise, report)
    tree = parsed(exercise.reference, f"{exercise.module}.py")
    cases = arrange(_possible(exercise, tree, report))
    if len(cases) < _LEAST_TESTS:
        raise Invalid(f"{len(cases)} of the tests could be taken over; a suite needs a sample and a hidden test")
    statement = fitting(exercise.statement, exercise.assets, lambda text: report.changed("statement.md", text))
    files = {
        PROBLEM: problem_toml(exercise, cases, tree, report),
        "statement.md": f"{statement.strip()}\n\n{_how(exercise.module)}",
        f"starter/{STACK}/{SHIM}": _shim(exercise.module),
        f"starter/{STACK}/{exercise.module}.py": exercise.starter or _stub(tree, report, exercise.module),
        f"solution/{STACK}/{exercise.module}.py": exercise.reference,
        "tests/conftest.py": (FUNCTIONS / "tests" / "conftest.py").read_text(encoding="utf-8"),
        "tests/test_functions.py": suite_of(cases, "What the functions give."),
        **_wrong(exercise, tree, cases, report),
    }
    if any(ask.is_of_reference for case in cases for check in case.checks for ask in check.asks):
        files[REFERENCE] = exercise.reference
        report.changed(exercise.tests, "expected results are computed by a copy of the reference beside the suite")
    _tell_rest(exercise, cases, report)
    encoded = {path: text.encode("utf-8", "replace") for path, text in files.items()}
    bundle = Bundle(encoded | _shown(exercise.assets, statement))
    return Converted(exercise.slug, _with_told(bundle, exercise.slug, report), tuple(report.notes))


def _with_told(bundle: Bundle, slug: str, report: Report) -> Bundle:
    """The same with what hidden tests share with the texts listed in problem.toml, for the author to look at."""
    try:
        loaded = from_bundle(bundle, slug, {STACK: StackInfo(name=STACK, title=STACK, language="python")})
    except ProblemInvalid:
        return bundle  # who asks for it is told the findings
    said = [finding.message for finding in leak_findings(loaded)]
    told = [
        text
        for text in dict.fromkeys(literal.text for literal in hidden_literals(loaded))
        if any(message.startswith(f'"{text}" of a hidden test') for message in said)
    ][:MAX_TOLD]
    if not told:
        return bundle
    report.to_do(
        "problem.toml", f"candidates can read {len(told)} values of hidden tests; see whether [gate] told them"
    )
    table = "\n[gate]\ntold = [\n" + "".join(f"  {quoted(text)},\n" for text in told) + "]\n"
    return Bundle({**bundle.files, PROBLEM: bundle.files[PROBLEM] + table.encode("utf-8", "replace")})


def _require_fit(exercise: Exercise, report: Report) -> None:
    """Raises Invalid for what no conversion can mend: names, and modules that the boxes do not have."""
    if not SLUG.fullmatch(exercise.slug):
        raise Invalid(f'"{exercise.slug}" {SLUG_RULE}; give one with --slug', "slug")
    module = exercise.module
    is_name = module.isidentifier() and module.isascii() and not keyword.iskeyword(module) and len(module) <= 60  # noqa: PLR2004 - of a path
    if not is_name or module in _TAKEN or module in sys.stdlib_module_names:
        raise Invalid(f'the answer\'s module cannot be called "{module[:60]}" here')
    missing = imported(parsed(exercise.reference, "the reference")) - sys.stdlib_module_names - {module}
    if missing:
        raise Invalid(f"the reference imports {', '.join(sorted(missing))}; {STACK} has the standard library and Flask")
    for line, message in exercise.found.left_out:
        report.left_out(exercise.tests, message, line)


def imported(tree: ast.Module) -> set[str]:
    """The modules that a file imports, by the first part of their names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0] if not node.level else ".")
    return found


def _possible(exercise: Exercise, tree: ast.Module, report: Report) -> list[Case]:
    """The tests without those that need the reference beside the suite, where it must not lie there."""
    faults = impurities(REFERENCE, tree, frozenset())
    kept = []
    for case in exercise.found.cases:
        needs = any(ask.is_of_reference for check in case.checks for ask in check.asks)
        if needs and faults:
            message = f'"{case.title}" compares with the reference, which no suite may hold: {faults[0].message}'
            report.left_out(exercise.tests, message)
        else:
            kept.append(case)
    return kept


def _shim(module: str) -> str:
    text = (FUNCTIONS / "starter" / SHIM).read_text(encoding="utf-8")
    return text.replace("import answer as subject", f"import {module} as subject", 1)


def _stub(tree: ast.Module, report: Report, module: str) -> str:
    """The reference's functions without what they do."""
    report.guessed(f"{module}.py", "there is no file to start from; one was made of the reference's functions")
    parts = [f'"""Your module: {module}."""']
    parts += [
        f"def {node.name}({ast.unparse(node.args)}):\n    raise NotImplementedError"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    return "\n\n\n".join(parts) + "\n"


def _how(module: str) -> str:
    """What the statement says of files and requests."""
    return (
        "## How your functions are asked\n\n"
        f"Write your functions in `{module}.py`. The tests ask for them over HTTP: `app.py` is read-only and turns\n"
        '`POST /call` with `{"function": ..., "args": [...], "kwargs": {...}}` into a call of your function. It gives\n'
        '`{"result": ...}`, or `{"error": {"type": ..., "kinds": [...], "message": ..., "text": ...}}` when it raises\n'
        'one. `POST /value` with `{"name": ...}` gives what the module has under a name. Arguments and results\n'
        "travel as JSON, so a tuple arrives as a list.\n"
    )


def _shown(assets: Mapping[str, bytes], statement: str) -> dict[str, bytes]:
    """The figures that the statement still shows."""
    return {f"assets/{path}": body for path, body in assets.items() if f"(assets/{path})" in statement}


def _wrong(exercise: Exercise, tree: ast.Module, cases: Sequence[Case], report: Report) -> dict[str, str]:
    files = {}
    made = wrong_solutions(exercise.reference, tree, cases)
    for wrong in made:
        names = "".join(f"  {quoted(name)},\n" for name in wrong.fails)
        files[f"wrong/{wrong.name}/{exercise.module}.py"] = wrong.source
        files[f"wrong/{wrong.name}/expect.toml"] = f"why = {quoted(wrong.why)}\nfails = [\n{names}]\n"
    covered = {name for wrong in made for name in wrong.fails}
    bare = [case.id for case in cases if not case.is_sample and case.id not in covered]
    if made:
        report.to_do(
            "wrong", f"{len(made)} wrong solutions are mechanical; replace them by mistakes that people really make"
        )
    if len(made) < LEAST_WRONG:
        report.to_do("wrong", f"the gate asks for {LEAST_WRONG} wrong solutions; there are {len(made)}")
    if bare:
        report.to_do("wrong", f"no wrong solution fails {len(bare)} hidden tests: {', '.join(bare[:20])}")
    return files


def _tell_rest(exercise: Exercise, cases: Sequence[Case], report: Report) -> None:
    """What is true of every exercise that comes in this way."""
    taken, total = len(exercise.found.cases), len(cases)
    if taken != total:
        report.changed(exercise.tests, f"{taken} tests became {total}: a suite has between 10 and 20")
    if total < LEAST:
        report.to_do("tests", f"the gate asks for at least {LEAST} tests; there are {total}")
    if exercise.found.is_changed:
        report.changed(
            exercise.tests, "results are compared as JSON: a tuple equals a list, and keys of dicts are texts"
        )
    report.to_do("tests", "if this exercise is public, its tests and solutions are, too: hidden tests are not secret")
