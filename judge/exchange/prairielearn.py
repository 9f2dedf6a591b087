"""A PrairieLearn question with Python's autograder as a problem: its page, its starter, its tests, its answer."""

import ast
import re
from pathlib import PurePosixPath
from typing import Any

from judge.catalogue.assets import FIGURES, ending_of
from judge.errors import Invalid
from judge.exchange.converted import Converted, taken_over
from judge.exchange.foreign import Source, parsed, texts
from judge.exchange.markdown import variables, without_heading
from judge.exchange.material import Exercise, Report
from judge.exchange.panels import Page, read_page
from judge.exchange.pltests import read_pltests
from judge.exchange.unittests import top_names

INFO, PAGE, SERVER = "info.json", "question.html", "server.py"
ANSWER, TESTS, SETUP, INITIAL = "tests/ans.py", "tests/test.py", "tests/setup_code.py", "tests/initial_code.py"
_OTHER = ("tests/leading_code.py", "tests/trailing_code.py")
_FIGURES = "clientFilesQuestion/"
_NAMES = re.compile(r"names_(for|from)_user")
_MODULE = "user_code"
_SUMMARY = 180


def from_prairielearn(source: Source, slug: str = "") -> Converted:
    """The problem and the report; raises Invalid, or ProblemInvalid with the report, when nothing testable is left."""
    return taken_over(source, slug, _exercise)


def _exercise(source: Source, slug: str, report: Report) -> Exercise:
    info = source.json(INFO)
    _require_external(info, report)
    page = read_page(source.text(PAGE), PAGE)
    for line, message in page.left_out:
        report.left_out(PAGE, message, line)
    _tell_server(source, report)
    reference = source.text(ANSWER)
    source.python(ANSWER)
    setup = _setup(source, report)
    names = dict(top_names(parsed(setup + reference, ANSWER)))
    tests = source.python(TESTS)
    found = read_pltests(tests, names)
    report.changed(TESTS, "a test is passed or failed here: shares of its points are not given")
    title = info.get("title")
    statement = _statement(page, report)
    return Exercise(
        slug=slug or re.sub(r"[^a-z0-9]+", "-", source.name.lower()).strip("-"),
        title=title if isinstance(title, str) else source.name,
        summary=_summary(statement),
        statement=statement,
        module=_module(page, tests),
        starter=setup + starter if (starter := _starter(source, page)) else "",
        reference=setup + reference,
        tests=TESTS,
        found=found,
        authors=_authors(info),
        skills=_skills(info),
        assets=_assets(source, page, report),
    )


def _require_external(info: dict[str, Any], report: Report) -> None:
    """Raises Invalid for questions that no program of the candidate answers."""
    if str(info.get("gradingMethod", "")).lower() != "external":
        raise Invalid('gradingMethod is not "External": there is no program to be tested', INFO)
    options = info.get("externalGradingOptions")
    image = options.get("image") if isinstance(options, dict) else None
    if isinstance(image, str) and "grader-python" not in image:
        report.left_out(INFO, f"the image {image[:100]} is another one than the Python autograder")
    for key in ("dependencies", "preferences", "sharePublicly", "workspaceOptions"):
        if info.get(key):
            report.left_out(INFO, f'"{key}" has no place in problem.toml')


def _tell_server(source: Source, report: Report) -> None:
    """What the question computes for each candidate: one problem here is the same for all."""
    if SERVER not in source.files:
        return
    for node in ast.walk(source.python(SERVER)):
        if isinstance(node, ast.FunctionDef) and node.name in ("parse", "grade", "render", "file"):
            report.left_out(SERVER, f"{node.name}() has no counterpart", node.lineno)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = ast.unparse(node)
            if "params" in target and not _NAMES.search(target):
                report.left_out(SERVER, f"{target[:80]} is computed for each candidate", node.lineno)


def _setup(source: Source, report: Report) -> str:
    """What stands before the answer there, when it can stand at the top of a module: imports and plain values."""
    for path in _OTHER:
        if source.text(path).strip():
            report.left_out(path, "is put around the answer there, and not here")
    text = source.text(SETUP).strip()
    body = source.python(SETUP).body if text else []
    if not any(not isinstance(node, ast.Expr) for node in body):
        return ""
    for node in body:
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr) and not _is_plain(node):
            report.left_out(SETUP, "computes something before the answer starts", node.lineno)
            return ""
    report.changed(SETUP, "stands at the top of the starter and of the reference")
    return f"{text}\n\n\n"


def _is_plain(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError):
        return False
    return True


def _statement(page: Page, report: Report) -> str:
    text = without_heading(page.markdown)
    if not text:
        raise Invalid("has no question panel with words in it", PAGE)
    for variable in dict.fromkeys(variables(text)):
        report.left_out(PAGE, f"{variable} is filled in for each candidate: the statement has a gap there")
    return text


def _summary(statement: str) -> str:
    """The first sentence."""
    words = re.sub(r"[*_`#>\[\]\\]", "", re.sub(r"```.*?(```|\Z)", "", statement, flags=re.DOTALL))
    first = re.split(r"(?<=[.?])\s", " ".join(words.split()), maxsplit=1)[0]
    return first[:_SUMMARY]


def _module(page: Page, tests: ast.Module) -> str:
    """The answer's file as the page names it, or the tests do."""
    named = page.editor.get("file-name", "")
    for node in ast.walk(tests):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "student_code_file":
            value = node.value.value if isinstance(node.value, ast.Constant) else None
            named = value if isinstance(value, str) and not named else named
    return PurePosixPath(named).stem or _MODULE


def _starter(source: Source, page: Page) -> str:
    """What the editor opens: a file, or what stands in the page."""
    named = page.editor.get("source-file-name", "") or INITIAL
    text = source.text(named) or source.text(f"tests/{PurePosixPath(named).name}") or page.initial
    return f"{text.rstrip()}\n" if text.strip() else ""


def _authors(info: dict[str, Any]) -> list[str]:
    found = info.get("authors")
    people = found if isinstance(found, list) else []
    names = [person.get("name") if isinstance(person, dict) else person for person in people]
    return [name for name in texts(names) if len(name) > 1]


def _skills(info: dict[str, Any]) -> list[str]:
    """Topic and tags, as far as they can be skills."""
    topic = info.get("topic")
    words = [topic if isinstance(topic, str) else "", *texts(info.get("tags"))]
    return [word for raw in words if (word := re.sub(r"[^a-z0-9]+", "-", raw.lower()).strip("-"))]


def _assets(source: Source, page: Page, report: Report) -> dict[str, bytes]:
    found = {}
    for name in page.figures:
        body = source.files.get(_FIGURES + name)
        if body is not None and ending_of(name) in FIGURES:
            found[name] = body
        else:
            report.left_out(PAGE, f"the figure {name[:100]} is not in {_FIGURES}")
    return found
