"""`judge doctor`: what is well and what is not, each fault with its mend."""

from dataclasses import asdict

import typer

from judge.cli import connect, show
from judge.doctor import examine as examination
from judge.doctor.check import State
from judge.settings import Settings

WRONG = 1
STYLES = {
    State.OK: "green",
    State.WARNING: "yellow",
    State.BROKEN: "bold red",
}


def doctor(json: show.AsJson = False) -> None:
    """Examines engine, images, promises, database and disks. Exit code 1: something is broken."""
    settings = Settings.from_env()
    checks = examination.examine(settings, lambda: connect.open_engine(settings))
    is_sound = all(check.state is not State.BROKEN for check in checks)
    if json:
        show.as_json({"is_sound": is_sound, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            show.line(f"{check.state.value:8} {check.name}: {check.detail}", style=STYLES[check.state])
            if check.mend:
                show.line(f"         mend: {check.mend}")
    raise typer.Exit(0 if is_sound else WRONG)
