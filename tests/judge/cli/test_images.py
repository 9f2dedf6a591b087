"""`judge images`."""

from pathlib import Path

import pytest

from judge.cli import images
from sandbox.fake import FakeEngine
from tests.judge.cli.conftest import Run


def test_it_builds_with_the_settings_and_says_what_there_is(
    judge: Run, place: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
):
    asked = {}

    def build_images(engine: object, report, **options: object) -> dict[str, str]:
        asked.update(options, engine=engine)
        report("building judge-tester:1 [of 1]")
        return {"tester": "sha256:0123456789abcdef", "python-flask": "sha256:fedcba9876543210"}

    monkeypatch.setattr(images, "DockerEngine", lambda: engine)
    monkeypatch.setattr(images, "build_images", build_images)
    monkeypatch.setenv("BASE_IMAGE", "debian:mine")
    result = judge("images")
    assert result.exit_code == 0
    assert asked == {
        "engine": engine,
        "base_image": "debian:mine",
        "cache_dir": place / "cache_dir",
        "extra_ca": None,
    }
    assert (place / "cache_dir").is_dir()
    assert result.stdout.splitlines() == [
        "building judge-tester:1 [of 1]",
        "python-flask   fedcba987654",
        "tester         0123456789ab",
    ]
