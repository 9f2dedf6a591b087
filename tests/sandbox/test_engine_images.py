"""The engine's side of building, and what the built images are."""

import io
import tarfile
import uuid

import pytest

from sandbox.errors import ImageBuildFailed, SandboxError
from sandbox.images import image_names

pytestmark = pytest.mark.engine


@pytest.fixture
def tag(engine):
    name = f"judge-tests:{uuid.uuid4().hex[:12]}"
    yield name
    if engine.find_image(name):
        engine._api.remove_image(name)


def context(dockerfile):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(dockerfile)
        tar.addfile(entry, io.BytesIO(dockerfile.encode()))
    archive.seek(0)
    return archive


def test_it_builds_with_arguments_and_labels(engine, tag):
    dockerfile = "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nENV X=1\n"
    image_id = engine.build(context(dockerfile), tag, {"BASE_IMAGE": engine.image_id("tester")}, {"judge.test": "yes"})
    assert engine.find_image(tag) == image_id
    config = engine._api.inspect_image(tag)["Config"]
    assert config["Labels"]["judge.test"] == "yes"
    assert "X=1" in config["Env"]


def test_it_says_why_a_build_failed_with_the_last_lines_only(engine, tag):
    dockerfile = f"FROM {engine.image_id('tester')}\nRUN seq 1000 1200; echo no room for this; exit 7\n"
    with pytest.raises(ImageBuildFailed) as caught:
        engine.build(context(dockerfile), tag, {}, {})
    text = str(caught.value)
    assert "no room for this" in text
    assert "code: 7" in text
    assert "1200" in text
    assert "1100" not in text
    assert engine.find_image(tag) is None


def test_it_says_that_a_dockerfile_makes_no_sense(engine, tag):
    with pytest.raises(SandboxError, match=r"(?i)unknown instruction"):
        engine.build(context("FRON nothing\n"), tag, {}, {})


def test_it_knows_an_image_that_is_not_there(engine):
    assert engine.find_image("judge-tests:no-such-tag") is None


def test_it_says_that_an_image_cannot_be_pulled(engine):
    with pytest.raises(SandboxError, match="pulling"):
        engine.pull("127.0.0.1:9/judge-tests:none")


def test_it_imports_a_root_file_system(engine, tag, tmp_path):
    archive = tmp_path / "root.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("empty"))
    engine.import_image(archive, tag)
    assert engine.find_image(tag).startswith("sha256:")


def test_it_refuses_to_import_what_is_no_archive(engine, tag, tmp_path):
    archive = tmp_path / "root.tar"
    archive.write_bytes(b"no archive at all" * 100)
    with pytest.raises(SandboxError, match="importing"):
        engine.import_image(archive, tag)


@pytest.mark.parametrize("name", image_names())
def test_it_ends_every_box_even_when_nobody_else_can(engine, name):
    config = engine._api.inspect_image(engine.image_id(name))["Config"]
    assert config["Entrypoint"] == ["timeout", "--signal=KILL", "900"]
    assert config["Cmd"]
    assert not config.get("Healthcheck")
    assert not config.get("Volumes")
    assert not config.get("ExposedPorts")


@pytest.mark.parametrize("name", image_names())
def test_it_keeps_images_small_and_free_of_build_arguments(engine, name):
    inspected = engine._api.inspect_image(engine.image_id(name))
    assert inspected["Size"] < 200 * 1024 * 1024
    assert not any("EXTRA_CA=" in variable for variable in inspected["Config"]["Env"])
