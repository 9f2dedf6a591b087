"""`judge doctor`: what is well and what is not, each fault with its mend."""

from dataclasses import asdict

import typer

from judge.doctor import examine as examination
from judge.cli import connect, show
from judge.settings import Settings

WRONG = 1
STYLES = {
    examination.State.OK: "green",
    examination.State.WARNING: "yellow",
    examination.State.BROKEN: "bold red",
}


def doctor(json: show.AsJson = False) -> None:
    """Examines engine, images, limits, database and disk. Exit code 1: something is broken."""
    settings = Settings.from_env()
    checks = examination.examine(settings, lambda: connect.open_engine(settings))
    is_sound = all(check.state is not examination.State.BROKEN for check in checks)
    if json:
        show.as_json({"is_sound": is_sound, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            show.line(f"{check.state.value:8} {check.name}: {check.detail}", style=STYLES[check.state])
            if check.mend:
                show.line(f"         mend: {check.mend}")
    raise typer.Exit(0 if is_sound else WRONG)


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command("doctor")(doctor)
