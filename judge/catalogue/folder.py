"""Whether the parts of a problem's folder fit together: texts, files of each stack, services."""

from collections.abc import Mapping

from judge.catalogue.bundle import Bundle
from judge.catalogue.texts import is_text, text_faults
from judge.catalogue.toml import Place, did_you_mean, line_of
from judge.domain.problem import Kind, Problem, StackInfo
from judge.errors import Finding, Invalid

_FOLDERS = ("assets", "starter", "solution", "wrong", "tests", "services")
TOP = ("problem.toml", "statement.md", "editorial.md", "variants.py", *_FOLDERS)
SERVICES = ("postgres", "sqlite")
SQLITE_SCRIPT = "services/sqlite/init.sql"
MAX_TEXT_BYTES = 256 * 1024  # what the editor takes

_PROBLEM = "problem.toml"


def top_faults(bundle: Bundle) -> list[Finding]:
    """Files and folders that a problem does not have, and a statement that is not there."""
    tops = sorted({path.split("/", 1)[0] for path in bundle.files})
    faults = [
        Finding(top, None, f"a problem has no such file or folder{did_you_mean(top, TOP)}")
        for top in tops
        if top not in TOP and not is_text(top)
    ]
    return faults + text_faults(bundle)


def stack_faults(
    bundle: Bundle, problem: Problem, lines: Mapping[Place, int], stacks: Mapping[str, StackInfo]
) -> list[Finding]:
    """Stacks that do not exist, and files of a stack that are missing, too many or not text."""
    line = line_of(lines, ("stacks",))
    faults = [
        Finding(_PROBLEM, line, f'unknown stack "{name}"{did_you_mean(name, stacks)}')
        for name in problem.stacks
        if name not in stacks
    ]
    if len(set(problem.stacks)) != len(problem.stacks):
        faults.append(Finding(_PROBLEM, line, "stacks: one is named twice"))
    for part in ("starter", "solution"):
        faults += [
            Finding(f"{part}/{name}", None, f"the problem has no such stack{did_you_mean(name, problem.stacks)}")
            for name in bundle.folders(part)
            if name not in problem.stacks
        ]
    for stack in problem.stacks:
        faults += _starter_faults(bundle, problem, stack)
        faults += _solution_faults(bundle, problem, stack)
    return faults + _unused_files(bundle, problem, lines) + editor_faults(bundle)


def service_faults(bundle: Bundle, problem: Problem, lines: Mapping[Place, int]) -> list[Finding]:
    """Services that do not exist or lack what they need, and folders of services that were not asked for."""
    line = line_of(lines, ("services",))
    faults = [
        Finding(_PROBLEM, line, f'unknown service "{name}"{did_you_mean(name, SERVICES)}')
        for name in problem.services
        if name not in SERVICES
    ]
    faults += [
        Finding(f"services/{name}", None, f'is not used: services in problem.toml does not name "{name}"')
        for name in bundle.folders("services")
        if name not in problem.services
    ]
    if "sqlite" in problem.services and SQLITE_SCRIPT not in bundle.files:
        faults.append(Finding(SQLITE_SCRIPT, None, "is missing: the database file is made from it"))
    if problem.kind is Kind.QUERY and "postgres" not in problem.services:
        faults.append(Finding(_PROBLEM, line, 'a problem of kind "query" needs services = ["postgres"]'))
    return faults


def _starter_faults(bundle: Bundle, problem: Problem, stack: str) -> list[Finding]:
    starter = bundle.starter(stack)
    if not starter:
        return [Finding(f"starter/{stack}", None, "is missing")]
    listed = (*problem.files.editable, *problem.files.readonly)
    faults = [
        Finding(f"starter/{stack}/{path}", None, f"is in neither list of [files]{did_you_mean(path, listed)}")
        for path in sorted(starter)
        if path not in listed
    ]
    if not problem.file_rules(starter).editable:
        faults.append(Finding(f"starter/{stack}", None, "has no file that a candidate may change"))
    return faults


def _solution_faults(bundle: Bundle, problem: Problem, stack: str) -> list[Finding]:
    solution = bundle.solution(stack)
    if not solution:
        return [Finding(f"solution/{stack}", None, "is missing")]
    rules = problem.file_rules(bundle.starter(stack))
    return [Finding(f"solution/{stack}/{path}", None, fact) for path, fact in rules.faults(solution)]


def _unused_files(bundle: Bundle, problem: Problem, lines: Mapping[Place, int]) -> list[Finding]:
    """Names in [files] that no starter has."""
    there = {path for stack in problem.stacks for path in bundle.starter(stack)}
    return [
        Finding(_PROBLEM, line_of(lines, ("files", key)), f'{key}: no starter has a file "{path}"')
        for key in ("editable", "readonly")
        for path in getattr(problem.files, key)
        if path not in there
    ]


def editor_faults(bundle: Bundle) -> list[Finding]:
    """Files of candidates are opened in an editor: text, and not too much of it."""
    faults = []
    for path in sorted(bundle.files):
        if not path.startswith(("starter/", "solution/", "wrong/")):
            continue
        try:
            text = bundle.text(path)
        except Invalid as error:
            faults.append(Finding(path, None, str(error)))
            continue
        if "\0" in text:
            faults.append(Finding(path, None, "holds a NUL character"))
        if len(bundle.files[path]) > MAX_TEXT_BYTES:
            faults.append(
                Finding(path, None, f"has {len(bundle.files[path])} bytes; the editor takes {MAX_TEXT_BYTES}")
            )
    return faults
