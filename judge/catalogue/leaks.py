"""What a suite says in hidden tests and a candidate can read elsewhere: whoever sees it can answer that alone.

A contract's words are in both by nature. So a text or number of a hidden test that candidates can read is a leak unless
the contract needs it: unless every answer has to know it, which its standing in a reference shows, or the statement
names it as code. What an author tells on purpose beside that is listed in problem.toml, [gate] told.
"""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from judge.catalogue.load import PROBLEM, LoadedProblem
from judge.catalogue.variants import VARIANTS, read_names
from judge.domain.problem import Problem, Value
from judge.domain.variants import placeholders, written
from judge.errors import Finding

SHORTEST_TEXT = 3  # shorter ones stand everywhere
SHORTEST_NUMBER = 4  # significant digits: 201 is a status, and round numbers meet by chance

_INLINE_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_PROTOCOL = frozenset({"accept", "content-type"})  # headers whose values are every service's words, and nobody's secret
_NAME = re.compile(r"[a-z_]+")
_WORD = re.compile(r"\w\w")
_GROUPED = re.compile(r"(?<=\d)[_,.\u2009\u00a0 '](?=\d{3}(?!\d))")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number in the suite's source, or a value that only the suite reads."""

    text: str
    file: str
    line: int


def leak_findings(loaded: LoadedProblem, values: Iterable[Literal] = ()) -> list[Finding]:
    """Every leak with both places, of hidden tests and of these values, and what is said to be told and is not."""
    try:
        return _findings(loaded, values)
    except RecursionError:
        return [Finding("tests", None, "are nested too deeply to be looked through for what they give away")]


def hidden_values(loaded: LoadedProblem, values: Mapping[str, Value]) -> list[Literal]:
    """The values of one variant that only the suite reads: they stand in no text of candidates and no reference.

    `loaded` is the problem as it is written, with its placeholders.
    """
    lines = read_names(loaded.bundle)[0] if VARIANTS in loaded.bundle.files else {}
    try:
        needed = _placed(loaded)
    except RecursionError:
        return []  # `leak_findings` says so
    return [
        Literal(text, VARIANTS, lines[name])
        for name, value in values.items()
        if name in lines and name not in needed
        for text in _telling(value)
    ]


def value_notes(loaded: LoadedProblem) -> list[Finding]:
    """Values that are written out where their placeholder is meant: so all candidates read those of one variant."""
    try:
        shown, needed = _shown(loaded), _placed(loaded)
    except RecursionError:
        return []  # `leak_findings` says so
    told = set(loaded.problem.gate.told)
    places: dict[tuple[str, str, str], int] = {}
    for number, values in enumerate(loaded.manifest.variants):
        for name in values.keys() & needed:
            for text in set(_telling(values[name])) - told:
                for place in (place for place, body in shown.items() if _stands_in(text, body)):
                    places.setdefault((place, text, name), number)
    return [
        Finding(place, None, f'"{text}" is what "{name}" is in variant {number}: is {{{{ {name} }}}} meant?')
        for (place, text, name), number in sorted(places.items())
    ]


def _placed(loaded: LoadedProblem) -> set[str]:
    """The values that candidates are told, or that every answer has to know."""
    texts = [*_shown(loaded).values(), *(body.decode("utf-8", "replace") for body in _references(loaded))]
    return {name for text in texts for _, name in placeholders(text)}


def _telling(value: Value) -> list[str]:
    """What of a value is long enough to tell something, as it is written."""
    parts = value if isinstance(value, tuple) else (value,)
    return [_grouped(written(part)) for part in parts if not isinstance(part, bool) and _is_telling(part)]


def _findings(loaded: LoadedProblem, values: Iterable[Literal]) -> list[Finding]:
    shown = _shown(loaded)
    contract = _contract(loaded)
    told = loaded.problem.gate.told
    findings = []
    used: set[str] = set()
    seen: set[str] = set()
    for literal in (*hidden_literals(loaded), *values):
        places = (
            [] if literal.text in seen else [name for name, text in shown.items() if _stands_in(literal.text, text)]
        )
        seen.add(literal.text)
        if not places or any(_stands_in(literal.text, text) for text in contract):
            continue
        if literal.text in told:
            used.add(literal.text)
            continue
        reason = f'"{literal.text}" of a hidden test also stands in {", ".join(places)}; change one of them, or say in'
        findings.append(Finding(literal.file, literal.line, f"{reason} {PROBLEM}, [gate] told, that it is meant so"))
    return findings + [
        Finding(PROBLEM, None, f'gate.told: "{text}" is in no hidden test that candidates could know it from')
        for text in told
        if text not in used
    ]


def hidden_literals(loaded: LoadedProblem) -> Iterator[Literal]:
    """The texts and numbers of hidden tests, and of what only they use, that are long enough to tell something."""
    names = {name for values in loaded.manifest.variants for name in values}  # variant["limit"] tells no limit
    for file, node in hidden_code(loaded):
        for line, value in literals(node):
            text = _grouped(str(value)) if not isinstance(value, str) else value
            if _is_telling(value) and value not in names:
                yield Literal(text, file, line)


def hidden_code(loaded: LoadedProblem) -> list[tuple[str, Definition]]:
    """The hidden tests with every helper, fixture and constant that no sample uses: file and definition."""
    found = _definitions(loaded.bundle.suite())
    samples = {test.id for test in loaded.manifest.samples}
    public = _reached(found, samples)
    return [(file, node) for name, places in found.items() if name not in public for file, node in places]


def literals(node: ast.AST) -> Iterator[tuple[int, str | int | float]]:
    """Line and value of each text and number in a definition, without docstrings, decorators and annotations."""
    for part in _parts(node):
        if isinstance(part, ast.Constant):
            if isinstance(part.value, str | int | float) and not isinstance(part.value, bool):
                yield part.lineno, part.value
        elif not (isinstance(node, ast.ClassDef) and isinstance(part, ast.FunctionDef)):  # methods stand for themselves
            yield from literals(part)


def _parts(node: ast.AST) -> list[ast.AST]:
    """Where the literals of a node can be. The keys of a dict that are plain names are names and no data."""
    if isinstance(node, ast.Dict):
        return [part for part in (*node.keys, *node.values) if part is not None and not _is_name(part, node.keys)]
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return list(ast.iter_child_nodes(node))
    parts: list[ast.AST] = list(node.body[1:] if ast.get_docstring(node) is not None else node.body)
    if not isinstance(node, ast.ClassDef):
        parts += [default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None]
    return parts


def _is_name(part: ast.AST, keys: Sequence[ast.AST | None]) -> bool:
    if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
        return False
    return _NAME.fullmatch(part.value) is not None and any(part is key for key in keys)


def _shown(loaded: LoadedProblem) -> dict[str, str]:
    """All that candidates can read, by where it stands."""
    files = loaded.bundle.files
    texts = {
        path: body.decode("utf-8", "replace")
        for path, body in files.items()
        if path.startswith(("statement.", "starter/", "assets/")) or path.endswith("/sample.sql")
    }
    texts |= _told_in_problem(loaded.problem)
    for test in loaded.manifest.tests:
        texts[f"title and hint of {test.id}"] = f"{test.title}\n{test.hint}"
    samples = {test.id for test in loaded.manifest.samples}
    for name, places in _definitions(loaded.bundle.suite()).items():
        if name in samples:
            texts[f"the sample {name}"] = "\n".join(str(value) for _, node in places for _, value in literals(node))
    return {place: _grouped(text) for place, text in texts.items()}


def _told_in_problem(problem: Problem) -> dict[str, str]:
    """What of problem.toml the pages show."""
    texts = {"title and summary": f"{problem.title}\n{problem.summary}"}
    for code, translation in problem.translations.items():
        texts[f"title and summary in {code}"] = f"{translation.title}\n{translation.summary}"
    for criterion in problem.criteria:
        texts[f"the criterion {criterion.id}"] = f"{criterion.title}\n{criterion.description}"
    for number, hint in enumerate(problem.hints, start=1):
        texts[f"hint {number}"] = hint.text
    for example in problem.examples:
        headers = [text for name, text in example.headers.items() if name.lower() not in _PROTOCOL]
        parts = (example.title, example.path, *headers, example.body, example.sql)
        texts[f'the example "{example.title}"'] = "\n".join(parts)
    return texts


def _references(loaded: LoadedProblem) -> list[bytes]:
    return [body for path, body in loaded.bundle.files.items() if path.startswith("solution/")]


def _contract(loaded: LoadedProblem) -> list[str]:
    """What every answer has to know: the references, and what the statement names as code in a sentence."""
    texts = [body.decode("utf-8", "replace") for body in _references(loaded)]
    statements = [path for path in loaded.bundle.files if path.startswith("statement.")]
    spans = [span for path in statements for span in _INLINE_CODE.findall(_FENCED.sub("", loaded.bundle.text(path)))]
    return [_grouped(text) for text in (*texts, "\n".join(spans))]


def _definitions(suite: Mapping[str, bytes]) -> dict[str, list[tuple[str, Definition]]]:
    """Functions, methods, classes and constants by name; names that occur twice count together."""
    found: dict[str, list[tuple[str, Definition]]] = {}
    for file, body in suite.items():
        if not (file.startswith("tests/") and file.endswith(".py")):
            continue
        tree = ast.parse(body)
        nested = [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in (*tree.body, *(inner for inners in nested for inner in inners)):
            if isinstance(node, Definition):
                for name in _names(node):
                    found.setdefault(name, []).append((file, node))
    return found


def _names(node: Definition) -> list[str]:
    """What a statement at the left edge of a file or class defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _reached(found: Mapping[str, Collection[tuple[str, Definition]]], roots: Iterable[str]) -> set[str]:
    """The names that some of these use, through however many others; a fixture is used by its argument's name."""
    reached: set[str] = set()
    waiting = [name for name in roots if name in found]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for _, node in found[name]:
            waiting += [used for used in _used(node) if used in found]
    return reached


def _used(node: Definition) -> set[str]:
    """The names in a definition. A class stands for what makes its objects; its methods are used by their names."""
    if isinstance(node, ast.ClassDef):
        return {inner.name for inner in node.body if isinstance(inner, ast.FunctionDef) and inner.name.startswith("__")}
    used = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            used.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            used.add(inner.attr)
        elif isinstance(inner, ast.arg):
            used.add(inner.arg)
    return used


def _is_telling(value: str | float) -> bool:
    if isinstance(value, str):
        return len(value) >= SHORTEST_TEXT and bool(_WORD.search(value))
    digits = re.sub(r"\D", "", str(value)).strip("0")
    return len(digits) >= SHORTEST_NUMBER


def _grouped(text: str) -> str:
    """Numbers without what groups their digits: 1,234,567 and 1_234_567 are 1234567."""
    return _GROUPED.sub("", text)


def _stands_in(literal: str, text: str) -> bool:
    """Whether it stands there as a whole, not as a part of a longer word."""
    if literal not in text:
        return False
    before = r"(?<!\w)" if literal[0].isalnum() else ""
    after = r"(?!\w)" if literal[-1].isalnum() else ""
    return re.search(f"{before}{re.escape(literal)}{after}", text) is not None
