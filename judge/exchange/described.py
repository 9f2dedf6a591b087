"""problem.toml of an exercise from another system; what that does not say is guessed, and the report says so."""

import ast
import json
from collections.abc import Sequence
from typing import Any

from judge.domain.problem import SLUG
from judge.exchange.cases import ERRORS, RESULTS, Case
from judge.exchange.material import SHIM, STACK, Exercise, Report, clean

_SHORT, _LONG = 15, 60  # lines of code of a reference


def problem_toml(exercise: Exercise, cases: Sequence[Case], tree: ast.Module, report: Report) -> str:
    """problem.toml; what the other format does not say is guessed from the size of the reference."""
    size = len(ast.unparse(tree).splitlines())
    level, minutes = ("easy", 20) if size <= _SHORT else ("medium", 40) if size <= _LONG else ("hard", 60)
    skills = [skill for skill in exercise.skills if SLUG.fullmatch(skill)][:6] or ["python"]
    report.guessed(
        "problem.toml", f'difficulty "{level}", {minutes} minutes, track "endpoints": by the reference\'s size'
    )
    report.guessed("problem.toml", f"skills: {', '.join(skills)}")
    lines = ['format = "2026-1"', f"title = {quoted(_title(exercise.title))}"]
    lines += [f"license = {quoted(exercise.license)}"] if exercise.license else []
    authors = [name[:80] for author in exercise.authors if len(name := clean(author)) > 1][:10]
    lines += [f"authors = {json.dumps(authors, ensure_ascii=False)}"] if authors else []
    lines += [f"summary = {quoted(_summary(exercise))}", 'kind = "service"', 'track = "endpoints"']
    lines += [f'difficulty = "{level}"', f"minutes = {minutes}", f"skills = {json.dumps(skills)}"]
    lines += [f'stacks = ["{STACK}"]', "", "[files]", f'editable = ["{exercise.module}.py"]', f'readonly = ["{SHIM}"]']
    for name in dict.fromkeys(case.criterion for case in cases):
        title, description = _CRITERIA[name]
        lines += ["", "[[criteria]]", f'id = "{name}"', f'title = "{title}"', f'description = "{description}"']
    for hint in exercise.hints:
        lines += ["", "[[hints]]", "cost = 0", f"text = {quoted(hint)}"]
    return "\n".join([*lines, *_examples(cases)]) + "\n"


_CRITERIA = {
    RESULTS: ("Results", "The functions give what the statement says."),
    ERRORS: ("Errors", "What makes no sense is refused with the error that the statement names."),
}


def _examples(cases: Sequence[Case]) -> list[str]:
    """What the samples send, to try in the console."""
    lines: list[str] = []
    for case in cases:
        got = case.checks[0].got
        asked: dict[str, Any] = {"function": got.name, "args": list(got.args or ()), "kwargs": dict(got.kwargs)}
        body = json.dumps(asked)
        if case.is_sample and got.args is not None and not got.is_of_reference and len(body) <= 4000:  # noqa: PLR2004 - characters of an example
            lines += ["", "[[examples]]", f"title = {quoted(_title(case.title))}", 'method = "POST"', 'path = "/call"']
            lines += ['headers = { Content-Type = "application/json" }', f"body = {quoted(body)}"]
    return lines


def _title(text: str) -> str:
    found = clean(text)[:80].strip()
    return found if len(found) >= 3 else f"Exercise {found}".strip()  # noqa: PLR2004 - as the format wants it


def _summary(exercise: Exercise) -> str:
    found = clean(exercise.summary)
    if len(found) < 20:  # noqa: PLR2004 - as the format wants it
        found = f"{found} (imported: {_title(exercise.title)})".strip() + ", a task about functions."
    return found if len(found) <= 200 else f"{found[:196]} ..."  # noqa: PLR2004 - as the format wants it


def quoted(text: str) -> str:
    """A basic string of TOML: JSON's, but for halves of letters and for the one character that only TOML escapes."""
    scalars = text.encode("utf-8", "ignore").decode()
    return json.dumps(scalars, ensure_ascii=False).replace("\x7f", "\\u007f")
