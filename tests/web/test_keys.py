"""The key that signs forms."""

import stat

import pytest

from judge.settings import Settings
from web.keys import FILE_NAME, secret_key


@pytest.fixture
def settings(tmp_path):
    return Settings(state_dir=tmp_path / "state", secret_key="", _env_file=None)


def test_it_takes_the_configured_key_and_writes_nothing(settings):
    assert secret_key(settings.model_copy(update={"secret_key": type(settings.secret_key)("given")})) == "given"
    assert not settings.state_dir.exists()


def test_it_makes_a_key_once_for_its_owners_eyes(settings):
    made = secret_key(settings)
    path = settings.state_dir / FILE_NAME
    assert len(made) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_key(settings) == made


def test_it_makes_another_key_for_another_installation(settings, tmp_path):
    other = settings.model_copy(update={"state_dir": tmp_path / "other"})
    assert secret_key(settings) != secret_key(other)


def test_it_does_not_start_with_an_empty_key(settings):
    settings.state_dir.mkdir()
    (settings.state_dir / FILE_NAME).write_text("")
    with pytest.raises(RuntimeError, match="holds no key"):
        secret_key(settings)
