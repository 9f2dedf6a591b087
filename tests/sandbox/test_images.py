import io
import json
import tarfile

import pytest

from sandbox import images
from sandbox.bootstrap import LOCAL_BASE
from sandbox.errors import EngineUnavailable, ImageBuildFailed
from sandbox.images import build_images, image_names, sources_hash

BASE = "debian:trixie-slim"


class Builder:
    """Remembers what it was asked to build."""

    def __init__(self, *local, pulls=True):
        self.local = {reference: f"sha256:{reference}" for reference in local}
        self.pulls = pulls
        self.built = []
        self.contexts = {}

    def find_image(self, reference):
        return self.local.get(reference)

    def pull(self, reference):
        if not self.pulls:
            raise EngineUnavailable("no route to a registry")
        self.local[reference] = "sha256:pulled"

    def import_image(self, archive, reference):
        self.local[reference] = "sha256:" + archive.read_text()

    def build(self, context, tag, arguments, labels):
        self.built.append((tag, dict(arguments), dict(labels)))
        self.contexts[labels["judge.image"]] = context.read()
        self.local[tag] = f"sha256:built-{tag}"
        return self.local[tag]


@pytest.fixture(autouse=True)
def _no_index(monkeypatch, tmp_path):
    """Wheels come from nowhere in these tests."""
    wheel = tmp_path / "flask-3.whl"
    wheel.write_bytes(b"wheel")
    monkeypatch.setattr(images, "fetch_wheels", lambda requirements, cache_dir: [wheel])


def build(builder, tmp_path, **changes):
    said = []
    built = build_images(builder, said.append, base_image=BASE, cache_dir=tmp_path, **changes)
    return built, said


def members(context):
    with tarfile.open(fileobj=io.BytesIO(context)) as tar:
        return {entry.name: entry for entry in tar}


def test_it_builds_every_folder_with_a_dockerfile():
    assert image_names() == ["postgres", "python-flask", "tester"]


def test_it_builds_each_image_once(tmp_path):
    builder = Builder(BASE)
    first, said = build(builder, tmp_path)
    second, said_again = build(builder, tmp_path)
    assert first == second
    assert set(first) == set(image_names())
    assert len(builder.built) == 3
    assert [line.split()[0] for line in said] == ["building"] * 3
    assert all(line.endswith("is up to date") for line in said_again)


def test_it_names_an_image_after_its_content(tmp_path):
    builder = Builder(BASE)
    build(builder, tmp_path)
    for tag, _, labels in builder.built:
        name, _, digest = tag.partition(":")
        assert name == f"judge-{labels['judge.image']}"
        assert len(digest) == 12
        assert labels["judge.sources"] == sources_hash(labels["judge.image"])


def test_it_builds_again_when_the_base_changed(tmp_path):
    builder = Builder(BASE)
    build(builder, tmp_path)
    builder.local[BASE] = "sha256:newer"
    build(builder, tmp_path)
    assert len({tag for tag, _, _ in builder.built}) == 6


def test_it_builds_only_what_changed(tmp_path, monkeypatch):
    builder = Builder(BASE)
    build(builder, tmp_path)
    monkeypatch.setattr(images, "sources_hash", lambda name: "new" if name == "postgres" else sources_hash(name))
    build(builder, tmp_path)
    assert [labels["judge.image"] for _, _, labels in builder.built[3:]] == ["postgres"]


def test_it_hashes_every_byte_that_goes_into_an_image(tmp_path, monkeypatch):
    hashes = {images.sources_hash.__wrapped__("tester")}
    sources = images._sources("tester")
    for path in sources:
        monkeypatch.setattr(images, "_sources", lambda name, path=path: sources | {path: sources[path] + b"#"})
        hashes.add(images.sources_hash.__wrapped__("tester"))
    assert len(hashes) == len(sources) + 1


def test_it_takes_two_contexts_that_only_look_alike_for_two():
    assert images._digest([b"ab", b"c"]) != images._digest([b"a", b"bc"])


def test_it_sends_what_a_dockerfile_copies_and_nothing_else(tmp_path):
    builder = Builder(BASE)
    build(builder, tmp_path)
    flask, tester, postgres = (set(members(builder.contexts[name])) for name in ("python-flask", "tester", "postgres"))
    assert {"Dockerfile", "apt-install", "requirements.txt", "wheels/flask-3.whl", "inside/stream.py"} <= flask & tester
    assert "inside/starter/__main__.py" in flask
    assert "inside/tester/__main__.py" in tester
    assert not any("tester" in path for path in flask)
    assert not any("starter" in path for path in tester)
    assert not any(path.startswith(("inside", "wheels")) for path in postgres)
    assert not any(path.endswith(".pyc") or "stack.toml" in path for path in flask | tester | postgres)


def test_it_makes_scripts_executable_and_nothing_else(tmp_path):
    builder = Builder(BASE)
    build(builder, tmp_path)
    found = members(builder.contexts["postgres"])
    assert found["make-cluster"].mode == 0o755
    assert found["postgresql.conf"].mode == 0o644
    assert {entry.mtime for entry in found.values()} == {0}


def test_it_passes_the_base_and_an_authority_that_the_operator_gives(tmp_path):
    authority = tmp_path / "ca.pem"
    authority.write_text("PEM")
    builder = Builder(BASE)
    build(builder, tmp_path, extra_ca=authority)
    assert {json.dumps(arguments) for _, arguments, _ in builder.built} == {
        json.dumps({"BASE_IMAGE": BASE, "EXTRA_CA": "UEVN"})
    }


def test_it_pulls_a_base_that_is_not_there(tmp_path):
    builder = Builder()
    _, said = build(builder, tmp_path)
    assert said[0] == f"pulling {BASE}"
    assert {arguments["BASE_IMAGE"] for _, arguments, _ in builder.built} == {BASE}


def test_it_makes_a_base_where_none_can_be_pulled(tmp_path, monkeypatch):
    archive = tmp_path / "base.tar.gz"
    archive.write_text("rootfs")
    monkeypatch.setattr(images, "base_archive", lambda cache_dir, report, why: archive)
    builder = Builder(pulls=False)
    _, said = build(builder, tmp_path)
    assert builder.local[LOCAL_BASE] == "sha256:rootfs"
    assert LOCAL_BASE in said[1]
    assert {arguments["BASE_IMAGE"] for _, arguments, _ in builder.built} == {LOCAL_BASE}


def test_it_uses_the_base_that_it_made_before_without_asking_a_registry(tmp_path):
    builder = Builder(LOCAL_BASE, pulls=False)
    _, said = build(builder, tmp_path)
    assert said[0].startswith("building")


def test_it_refuses_a_dockerfile_that_copies_what_is_not_there(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    with pytest.raises(ImageBuildFailed, match="nothing-here"):
        images._read(folder, "nothing-here")


def test_it_reads_the_sources_of_a_copy_and_not_those_of_another_stage():
    text = "FROM a\nCOPY one two /there/\nCOPY --from=a /x /y\nRUN x COPY\nCOPY wheels /w\n"
    assert list(images._copied(text)) == ["one", "two"]
