"""The suite's tests, read from its source without running it: no author's code runs in the judge's own process."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from judge.catalogue.purity import impurities
from judge.catalogue.toml import did_you_mean
from judge.domain.problem import Manifest, StackInfo, TestSpec
from judge.errors import Finding

MAX_TITLE = 120
MAX_HINT = 300
MAX_POINTS = 100
MARKERS = ("criterion", "points", "hint", "sample")

_TEST_FILE = re.compile(r"tests/test_[a-z0-9_]+\.py")
_TEST_NAME = re.compile(r"test_[a-z0-9_]{1,75}")
_TOO_DEEP = "is nested too deeply"
_ONE_BY_ONE = "one function is one test; loop inside it, or write a second one"
_REFUSED_MARKERS = {
    "parametrize": f"parametrize is not used: {_ONE_BY_ONE}",
    **dict.fromkeys(("skip", "skipif", "xfail"), "a test is never skipped: every test of the manifest has a result"),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """A test and where it stands."""

    spec: TestSpec
    file: str
    line: int


@dataclass(slots=True)
class Suite:
    """What was read of a suite. `ids` also has those tests whose markers are wrong."""

    tests: list[Declared] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)  # id -> file:line
    findings: list[Finding] = field(default_factory=list)

    def manifest(self, stacks: Iterable[StackInfo]) -> Manifest:
        """What is fixed at publication: samples first, otherwise the suite's order."""
        specs = sorted((test.spec for test in self.tests), key=lambda spec: not spec.is_sample)
        return Manifest(tests=tuple(specs), stacks=tuple(stacks))


def read_suite(files: Mapping[str, bytes], criteria: frozenset[str] | None) -> Suite:
    """Every test of a suite, and everything that is wrong with it. `criteria` is None when they are not known."""
    suite = Suite()
    sources = {path: body for path, body in sorted(files.items()) if path.startswith("tests/") and path.endswith(".py")}
    own_modules = frozenset(path.split("/")[1].removesuffix(".py") for path in sources)
    for path, body in sources.items():
        try:
            tree = ast.parse(body)
        except (SyntaxError, ValueError) as error:  # ValueError: a NUL byte
            line = error.lineno if isinstance(error, SyntaxError) else None
            suite.findings.append(Finding(path, line, f"is no valid Python: {getattr(error, 'msg', error)}"))
            continue
        except (RecursionError, MemoryError):  # the parser's own bounds, reached by what no author would write
            suite.findings.append(Finding(path, None, _TOO_DEEP))
            continue
        try:
            suite.findings += impurities(path, tree, own_modules)
            _Reader(path, suite, criteria).read(tree)
        except RecursionError:  # the parser goes deeper than who walks through what it made
            suite.findings.append(Finding(path, None, _TOO_DEEP))
    if not suite.ids and not suite.findings:
        suite.findings.append(Finding("tests", None, "there is no test in tests/test_*.py"))
    return suite


class _Reader:
    """Reads one file of a suite."""

    def __init__(self, path: str, suite: Suite, criteria: frozenset[str] | None) -> None:
        self.path = path
        self.suite = suite
        self.criteria = criteria

    def read(self, tree: ast.Module) -> None:
        """Takes every test of the file, and what looks like one but would not run."""
        top = set(tree.body)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                self._function(node, is_top=node in top)
            elif isinstance(node, ast.ClassDef) and self._is_collected(node):
                self._find(node, f'class "{node.name}": tests are functions, not methods of a class')
        for node in tree.body:
            for name in _assigned(node):
                if name == "pytestmark":
                    self._find(node, "pytestmark: markers stand on the test function")
                elif name.startswith("test_") and not _is_literal(node):
                    self._find(node, f'"{name}" is assigned: a test is a function of its own')

    def _find(self, node: ast.stmt | ast.expr, message: str) -> None:
        self.suite.findings.append(Finding(self.path, node.lineno, message))

    def _is_collected(self, node: ast.ClassDef) -> bool:
        bases = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
        return node.name.startswith("Test") or "TestCase" in bases

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_top: bool) -> None:
        fault = self._shape_fault(node, is_top=is_top)
        if fault:
            self._find(node, fault)
            return
        here = f"{self.path}:{node.lineno}"
        known = self.suite.ids.setdefault(node.name, here)
        if known != here:
            self._find(node, f'a test "{node.name}" stands at {known} already; names are unique over the suite')
            return
        markers = self._markers(node)
        title = self._title(node)
        criterion = self._criterion(node, markers)
        if title and criterion:
            spec = TestSpec(
                id=node.name,
                title=title,
                criterion=criterion,
                points=self._points(markers.get("points")),
                is_sample="sample" in markers,
                hint=self._text("hint", markers.get("hint"), MAX_HINT),
            )
            self.suite.tests.append(Declared(spec, self.path, node.lineno))

    def _shape_fault(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_top: bool) -> str:
        """Why a function that is named like a test cannot be one; empty when it can."""
        if not _TEST_FILE.fullmatch(self.path):
            return f'"{node.name}" would not run here: tests stand in tests/test_*.py, in no folder below'
        if isinstance(node, ast.AsyncFunctionDef):
            return f'"{node.name}" is async: a test is a plain function'
        if not is_top:
            return f'"{node.name}" stands inside something else: tests stand at the left edge'
        if not _TEST_NAME.fullmatch(node.name):
            return f'"{node.name}": a test is named test_ and then a-z, 0-9 and _, 80 characters at most'
        return ""

    def _title(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        lines = (ast.get_docstring(node) or "").strip().splitlines()
        if not lines:
            self._find(node, f'"{node.name}" has no docstring: its first line is the title that candidates read')
            return ""
        if len(lines[0]) > MAX_TITLE:
            self._find(node, f'"{node.name}": the title has {len(lines[0])} characters; it may have {MAX_TITLE}')
        return lines[0]

    def _markers(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, ast.expr]:
        """The decorators by marker name; those that are no marker of ours are findings."""
        markers: dict[str, ast.expr] = {}
        for decorator in node.decorator_list:
            name = _marker_name(decorator)
            if name in _REFUSED_MARKERS:
                self._find(decorator, _REFUSED_MARKERS[name])
            elif name not in MARKERS:
                meant = (
                    did_you_mean(name, MARKERS) if name else "; only @pytest.mark.criterion, points, hint and sample"
                )
                self._find(decorator, f'decorator "{ast.unparse(decorator)[:60]}" is not known{meant}')
            elif name in markers:
                self._find(decorator, f"{name} is given twice")
            else:
                markers[name] = decorator
        return markers

    def _criterion(self, node: ast.FunctionDef | ast.AsyncFunctionDef, markers: Mapping[str, ast.expr]) -> str:
        marker = markers.get("criterion")
        if marker is None:
            self._find(node, f'"{node.name}" has no criterion: write @pytest.mark.criterion("...")')
            return ""
        criterion = self._text("criterion", marker, MAX_TITLE)
        if criterion and self.criteria is not None and criterion not in self.criteria:
            self._find(marker, f'unknown criterion "{criterion}"{did_you_mean(criterion, self.criteria)}')
            return ""
        return criterion

    def _text(self, name: str, marker: ast.expr | None, most: int) -> str:
        if marker is None:
            return ""
        value = _argument(marker)
        if not isinstance(value, str) or not value.strip():
            self._find(marker, f'{name} takes one literal text: @pytest.mark.{name}("...")')
            return ""
        if len(value) > most:
            self._find(marker, f"{name} has {len(value)} characters; it may have {most}")
        return value.strip()

    def _points(self, marker: ast.expr | None) -> int:
        if marker is None:
            return 1
        value = _argument(marker)
        if type(value) is not int or not 1 <= value <= MAX_POINTS:
            self._find(marker, f"points takes one literal number from 1 to {MAX_POINTS}: @pytest.mark.points(2)")
            return 1
        return value


def _marker_name(decorator: ast.expr) -> str:
    """`criterion` of @pytest.mark.criterion(...); empty for any other decorator."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    dotted = ast.unparse(target)
    return dotted.removeprefix("pytest.mark.") if re.fullmatch(r"pytest\.mark\.\w+", dotted) else ""


def _argument(marker: ast.expr) -> object:
    """The one literal argument of a marker; None when it has none or another form."""
    if isinstance(marker, ast.Call) and len(marker.args) == 1 and not marker.keywords:
        argument = marker.args[0]
        return argument.value if isinstance(argument, ast.Constant) else None
    return None


def _assigned(node: ast.stmt) -> list[str]:
    """The plain names that a statement assigns."""
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _is_literal(node: ast.stmt) -> bool:
    """Whether what is assigned is written out, and so is no function."""
    try:
        ast.literal_eval(getattr(node, "value", None) or ast.Constant(None))
    except ValueError:
        return False
    return True
