"""variants.py of a problem, read from its source without running it, and whether placeholders and names agree.

Its `generate(seed)` ends with a written-out dict: so the names are known here, at every save, while the values come out
of a box at the gate (judge/grading/generate.py).
"""

import ast
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice

from judge.catalogue.bundle import Bundle
from judge.catalogue.purity import impurities
from judge.catalogue.toml import Place, did_you_mean, line_of
from judge.domain.problem import Problem, TestSpec
from judge.domain.variants import MAX_NAMES, MAX_PLACEHOLDERS, NAME, is_filled, placeholders
from judge.errors import Finding, Invalid

VARIANTS = "variants.py"
MAX_BYTES = 64 * 1024  # it is read at every save, in the process that serves everybody
_PROBLEM = "problem.toml"
_FUNCTION = "def generate(seed)"
_ALIKE = {"assets": "assets, which all read alike", "wrong": "what is expected of a wrong solution, the same for all"}


def variant_faults(
    bundle: Bundle, problem: Problem, lines: Mapping[Place, int], tests: tuple[TestSpec, ...]
) -> list[Finding]:
    """Everything that can be seen to be wrong with a problem's variants; nothing where it has none."""
    if problem.variants is None:
        unused = "is not used: [variants] in problem.toml says how many there are"
        return [Finding(VARIANTS, None, unused)] if VARIANTS in bundle.files else []
    if VARIANTS not in bundle.files:
        return [Finding(_PROBLEM, line_of(lines, ("variants",)), f"variants: there is no {VARIANTS}")]
    names, faults = read_names(bundle)
    if faults:
        return faults
    found = list(islice(_placeholders(bundle, problem, lines), MAX_PLACEHOLDERS + 1))
    if len(found) > MAX_PLACEHOLDERS:
        return [Finding(_PROBLEM, None, f"there are more than {MAX_PLACEHOLDERS} placeholders")]
    faults = [
        Finding(file, line, f'there is no value "{name}"{did_you_mean(name, names)}')
        for file, line, name in found
        if name not in names
    ]
    used = {name for _, _, name in found} | _texts_of(bundle)
    faults += [
        Finding(VARIANTS, line, f'the value "{name}" is used nowhere: no {{{{ {name} }}}}, and no test names it')
        for name, line in names.items()
        if name not in used
    ]
    return faults + list(_misplaced(bundle, problem, tests))


def read_names(bundle: Bundle) -> tuple[dict[str, int], list[Finding]]:
    """The names of the values with the line of each, and what is wrong with variants.py."""
    if (size := len(bundle.files[VARIANTS])) > MAX_BYTES:
        return {}, [Finding(VARIANTS, None, f"has {size} bytes; it may have {MAX_BYTES}")]
    try:
        tree = ast.parse(bundle.text(VARIANTS))
        faults = impurities(VARIANTS, tree, frozenset())
    except SyntaxError as error:
        return {}, [Finding(VARIANTS, error.lineno, f"is no valid Python: {error.msg}")]
    except (Invalid, ValueError) as error:  # no UTF-8, or a NUL
        return {}, [Finding(VARIANTS, None, str(error))]
    except (RecursionError, MemoryError):
        return {}, [Finding(VARIANTS, None, "is nested too deeply")]
    function = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "generate"), None)
    if function is None or not _takes_seed(function):
        line = function.lineno if function is not None else None
        return {}, [*faults, Finding(VARIANTS, line, f"needs {_FUNCTION}, at the left edge")]
    names, more = _returned(function)
    return names, faults + more


def source_of(bundle: Bundle, problem: Problem) -> str:
    """Names what the values are made from, so that those of an earlier gate are known again; empty without variants."""
    if problem.variants is None:
        return ""
    return f"{problem.variants.count}:{sha256(bundle.files[VARIANTS]).hexdigest()}"


def _takes_seed(function: ast.FunctionDef) -> bool:
    arguments = function.args
    others = (*arguments.posonlyargs, *arguments.kwonlyargs, *arguments.defaults, arguments.vararg, arguments.kwarg)
    return [argument.arg for argument in arguments.args] == ["seed"] and not any(others)


def _returned(function: ast.FunctionDef) -> tuple[dict[str, int], list[Finding]]:
    """The keys of the dict that the function returns, where it is written out once, at the end."""
    last = function.body[-1]
    returns = [node for node in _own(function) if isinstance(node, ast.Return)]
    if returns != [last] or not isinstance(last, ast.Return) or not isinstance(last.value, ast.Dict):
        reason = 'generate has one return, at its end, of a dict that is written out: return {"limit": limit}'
        return {}, [Finding(VARIANTS, function.lineno, reason)]
    if (count := len(last.value.keys)) > MAX_NAMES:
        return {}, [Finding(VARIANTS, last.lineno, f"there are {count} values; a variant may have {MAX_NAMES}")]
    names: dict[str, int] = {}
    faults = []
    for key in last.value.keys:
        name = key.value if isinstance(key, ast.Constant) else None
        line = key.lineno if key is not None else last.lineno
        if not isinstance(name, str) or not NAME.fullmatch(name):
            faults.append(Finding(VARIANTS, line, "a name is a literal: up to 40 of a-z, 0-9 and _, a letter first"))
        elif name in names:
            faults.append(Finding(VARIANTS, line, f'"{name}" is given twice'))
        else:
            names[name] = line
    if not last.value.keys:
        faults.append(Finding(VARIANTS, last.lineno, "generate gives no value"))
    return names, faults


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _placeholders(
    bundle: Bundle, problem: Problem, lines: Mapping[Place, int]
) -> Iterator[tuple[str, int | None, str]]:
    """File, line and name of every placeholder that is filled in."""
    for path, body in sorted(bundle.files.items()):
        if is_filled(path):
            for line, name in placeholders(body.decode("utf-8", "replace")):
                yield path, line, name
    for number, hint in enumerate(problem.hints):
        for _, name in placeholders(hint.text):
            yield _PROBLEM, line_of(lines, ("hints", number, "text")), name
    for number, example in enumerate(problem.examples):
        texts = (example.title, example.path, example.body, example.sql, *example.headers.values())
        for _, name in placeholders("\n".join(texts)):
            yield _PROBLEM, line_of(lines, ("examples", number)), name


def _misplaced(bundle: Bundle, problem: Problem, tests: tuple[TestSpec, ...]) -> Iterator[Finding]:
    """Placeholders that readers would see as such, because nothing is filled in where they stand."""
    words = {"title": problem.title, "summary": problem.summary}
    words |= {f"translations.{code}": f"{one.title} {one.summary}" for code, one in problem.translations.items()}
    words |= {f"criteria.{one.id}": f"{one.title} {one.description}" for one in problem.criteria}
    for place, text in words.items():
        if any(placeholders(text)):
            yield Finding(_PROBLEM, None, f"{place}: values are filled in in hints and examples, and not here")
    for test in tests:
        if any(placeholders(f"{test.title} {test.hint}")):
            yield Finding(
                "tests", None, f"{test.id}: values are not filled in in a title or hint; they are the same for all"
            )
    for path, body in sorted(bundle.files.items()):
        reason = _ALIKE.get(path.split("/", 1)[0])
        if reason and not is_filled(path) and (line := _first_line(body)):
            yield Finding(path, line, f"values are not filled in in {reason}")


def _first_line(body: bytes) -> int | None:
    try:
        return next((line for line, _ in placeholders(body.decode("utf-8"))), None)
    except UnicodeDecodeError:
        return None


def _texts_of(bundle: Bundle) -> set[str]:
    """Every literal text in the suite: what it asks the fixture `variant` for is among them."""
    texts: set[str] = set()
    for path, body in bundle.suite().items():
        if path.startswith("tests/") and path.endswith(".py"):
            try:
                nodes = ast.walk(ast.parse(body))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue  # the reader of the suite says so
            texts |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts
