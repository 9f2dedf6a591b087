"""How far a gate is. Apart from what every verb shows, since rich's progress takes a while to import."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from judge.cli import show
from judge.statement import reveal


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr for work in known steps: done, of how many, and what came last; plain lines for a log."""
    stderr = Console(stderr=True, highlight=False)
    if not stderr.is_terminal:
        yield lambda done, total, text: stderr.print(show.plain(f"[{done}/{total}] {text}"), soft_wrap=True)
        return
    columns = (BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[text]}"))
    with Progress(*columns, console=stderr, transient=True) as bar:
        task = bar.add_task("", total=None, text="")
        yield lambda done, total, text: bar.update(task, completed=done, total=total, text=escape(reveal(text)))
