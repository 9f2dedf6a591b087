"""The family of verbs, each loaded when it is asked for."""

from typing import ClassVar

import typer

from judge.cli.verbs import Verbs


class ProblemVerbs(Verbs):
    """Where each verb is."""

    places: ClassVar = {
        "lint": "problem.lint:lint",
        "check": "problem.check:check",
        "list": "problem.listing:listing",
        "publish": "problem.publish:publish",
        "new": "problem.new:new",
        "test": "problem.test:run",
        "preview": "problem.preview:preview",
        "diff": "problem.diff:diff",
        "export": "problem.export:export",
        "import": "problem.import_:import_",
        "archive": "problem.archive:archive",
        "restore": "problem.archive:restore",
        "schema": "problem.schema:schema",
        "analytics": "problem.analytics:analytics",
    }


family = typer.Typer(cls=ProblemVerbs, no_args_is_help=True, help="Problems: write, try, check, publish.")
