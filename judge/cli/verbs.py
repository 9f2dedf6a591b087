"""Groups of verbs that are loaded when asked for: together they take longer to load than most take to run."""

import importlib
from collections.abc import Mapping
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group


class Verbs(TyperGroup):
    """A group that knows where its verbs are: `module:name` in judge.cli, a function or a family of its own."""

    places: ClassVar[Mapping[str, str]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all verbs."""
        return [*super().list_commands(ctx), *self.places]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One verb; None when there is none of this name."""
        if cmd_name in self.places:
            return _load(cmd_name, self.places[cmd_name])
        found = super().get_command(ctx, cmd_name)
        if found is None:  # a slip of the keys: what was meant is looked for among those that are loaded
            self.commands.update({name: _load(name, place) for name, place in self.places.items()})
        return found


def _load(verb: str, place: str) -> Any:
    module, _, name = place.partition(":")
    found = getattr(importlib.import_module(f"judge.cli.{module}"), name)
    if isinstance(found, typer.Typer):
        family = get_group(found)
        family.name = verb
        return family
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(verb)(found)
    return get_command(single)
