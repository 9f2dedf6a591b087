"""What a suite must not do, found in its source: tests that depend on clock, network, chance or files prove nothing.

What the source does not show, such as a path that is put together, an audited run of the gate may still notice.
"""

import ast
import sys
from collections.abc import Iterator

from judge.errors import Finding

_CLOCK = "reads the clock; give the service fixed times, or look at what it says"
_CHANCE = "is not repeatable; the fixture rng gives chance that a run can repeat"
_NETWORK = "opens connections of its own; the fixtures app and db do that, with limits"
_PROCESS = "leaves the interpreter; a suite is plain Python"
_FILES = "looks at files of the box; a suite reads its own, by their place: Path(__file__).with_name(...)"
_SKIP = "would leave a test without a result; every test runs"

FORBIDDEN_CALLS = {
    **dict.fromkeys(
        (
            *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"),
            *("time.clock_gettime", "time.clock_gettime_ns"),
            *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
        ),
        _CLOCK,
    ),
    **dict.fromkeys(
        (
            *("random.random", "random.randint", "random.randrange", "random.choice", "random.choices"),
            *("random.shuffle", "random.sample", "random.uniform", "random.getrandbits", "random.randbytes"),
            *("random.SystemRandom", "os.urandom", "uuid.uuid1", "uuid.uuid4"),
        ),
        _CHANCE,
    ),
    **dict.fromkeys(("os.system", "os.fork", "os.popen", "os._exit"), _PROCESS),
    **dict.fromkeys(
        (
            *("os.listdir", "os.scandir", "os.walk", "os.open", "os.getcwd", "os.chdir"),
            *("pathlib.Path.home", "pathlib.Path.cwd"),
        ),
        _FILES,
    ),
    **dict.fromkeys(("pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.exit"), _SKIP),
}
FORBIDDEN_MODULES = {
    **dict.fromkeys(
        (
            *("socket", "socketserver", "ssl", "http.client", "http.server", "urllib.request"),
            *("ftplib", "smtplib", "poplib", "imaplib", "xmlrpc"),
        ),
        _NETWORK,
    ),
    **dict.fromkeys(("subprocess", "multiprocessing", "ctypes"), _PROCESS),
    **dict.fromkeys(("tempfile", "shutil", "glob", "fileinput", "importlib.resources"), _FILES),
    "secrets": _CHANCE,
}
# These take the time as an argument; with fewer than so many they take the clock's.
_TIMED = {"time.strftime": 2, "time.asctime": 1}
# Calls whose first argument, or whose path, is a file's name in quotes: relative to nothing that a suite knows.
_OPENING = frozenset({"open", "io.open"})
_PATHS = frozenset({"pathlib.Path", "pathlib.PosixPath"})
_READING = frozenset(
    {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "exists", "is_file"}
)


def impurities(file: str, tree: ast.Module, own_modules: frozenset[str]) -> list[Finding]:
    """What in one file a suite must not have; `own_modules` are the suite's other files."""
    findings = []
    names: dict[str, str] = {}
    for line, module, bound in _imports(tree):
        names |= bound
        fault = _module_fault(module, own_modules)
        if fault:
            findings.append(Finding(file, line, fault))
    for node in ast.walk(tree):
        dotted = _dotted(node, names)
        if dotted in FORBIDDEN_CALLS:
            findings.append(Finding(file, getattr(node, "lineno", None), f"{dotted} {FORBIDDEN_CALLS[dotted]}"))
        elif isinstance(node, ast.Call) and _lacks_a_time(node, names):
            findings.append(Finding(file, node.lineno, f"{ast.unparse(node)} {_CLOCK}"))
        elif isinstance(node, ast.Call) and _names_a_file(node, names):
            findings.append(Finding(file, node.lineno, f"{ast.unparse(node)} {_FILES}"))
    return findings


def _lacks_a_time(call: ast.Call, names: dict[str, str]) -> bool:
    """Whether a call takes the clock's time because it is given none."""
    is_open = any(isinstance(argument, ast.Starred) for argument in call.args)
    return not is_open and len(call.args) < _TIMED.get(_dotted(call.func, names), 0)


def _names_a_file(call: ast.Call, names: dict[str, str]) -> bool:
    """Whether a call opens or looks at a file that is named in quotes."""
    function = call.func
    if isinstance(function, ast.Name) and names.get(function.id, function.id) in _OPENING:
        return _is_text(call)
    if _dotted(function, names) in _OPENING:
        return _is_text(call)
    if isinstance(function, ast.Attribute) and function.attr in _READING and isinstance(function.value, ast.Call):
        return _dotted(function.value.func, names) in _PATHS and _is_text(function.value)
    return False


def _is_text(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)


def _imports(tree: ast.Module) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Line, module and what each import binds: name in this file -> dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                yield node.lineno, alias.name, {alias.asname or first: alias.name if alias.asname else first}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                yield node.lineno, _imported(module, alias.name), {alias.asname or alias.name: f"{module}.{alias.name}"}


def _imported(module: str, name: str) -> str:
    """`from http import client` imports http.client; `from http import HTTPStatus` imports http."""
    inner = f"{module}.{name}"
    return inner if inner in FORBIDDEN_MODULES else module


def _module_fault(module: str, own_modules: frozenset[str]) -> str:
    """Why a module must not be imported; empty when it may."""
    for forbidden, reason in FORBIDDEN_MODULES.items():
        if module == forbidden or module.startswith(f"{forbidden}."):
            return f"{module} {reason}"
    first = module.split(".", maxsplit=1)[0]
    if first in sys.stdlib_module_names or first in own_modules or first == "pytest":
        return ""
    return f'"{module}" is not there: a suite has pytest, the standard library and its own files (by their plain name)'


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    """The full name that an expression stands for, as far as the imports tell."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in names and (parts or isinstance(node.ctx, ast.Load)):
        return ".".join([names[node.id], *reversed(parts)])
    return ""
