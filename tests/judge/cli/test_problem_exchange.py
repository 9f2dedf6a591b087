"""`judge problem export`, `import`, `diff`, `archive`, `restore`, and `list` with versions."""

import json
import zipfile
from pathlib import Path

import pytest

from judge.exchange import folder as exchange_folder
from judge.exchange.native import MAX_ARCHIVE_BYTES
from tests.judge.catalogue.folders import a_problem, load, write
from tests.judge.cli.conftest import Run


@pytest.fixture
def published(judge: Run, problem: Path) -> str:
    assert judge("db", "upgrade").exit_code == 0
    assert judge("problem", "publish", problem).exit_code == 0
    return load(a_problem()).bundle.content_hash


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_takes_a_problem_out_and_in_again_byte_for_byte(judge: Run, problem: Path, place: Path):
    (problem / "tests" / "raw.bin").write_bytes(bytes(range(256)))
    before = files_of(problem)
    result = judge("problem", "export", problem)
    assert result.exit_code == 0, result.output
    first = (place / "echo.judge.zip").read_bytes()
    assert f"echo.judge.zip: {len(first)} bytes" in result.stdout

    assert judge("problem", "import", "echo.judge.zip", "--into", place / "elsewhere").exit_code == 0
    assert files_of(place / "elsewhere" / "echo") == before
    assert judge("problem", "export", place / "elsewhere" / "echo", "-o", place / "again.zip").exit_code == 0
    assert (place / "again.zip").read_bytes() == first
    assert not [path for path in place.rglob("*") if "half" in path.name]


@pytest.mark.usefixtures("published")
def test_it_takes_out_what_is_published_and_not_what_lies_on_disk(judge: Run, problem: Path, place: Path):
    judge("problem", "export", problem, "-o", place / "folder.zip")
    write(problem, {"statement.md": "Changed.\n"})
    assert judge("problem", "export", "--published", "echo", "-o", place / "published.zip").exit_code == 0
    assert (place / "published.zip").read_bytes() == (place / "folder.zip").read_bytes()
    missing = judge("problem", "export", "--published", "another")
    assert (missing.exit_code, missing.stderr) == (2, 'judge: no problem "another" is published\n')


def test_it_gives_candidates_nothing_hidden(judge: Run, problem: Path, place: Path):
    write(problem, {"editorial.md": "The trick is an ear.\n"})
    assert judge("problem", "export", problem, "--candidate").exit_code == 0
    data = (place / "echo.candidate.zip").read_bytes()
    assert b"test_twice" not in data
    assert b"The trick" not in data
    with zipfile.ZipFile(place / "echo.candidate.zip") as archive:
        assert "echo/starter/python-flask/app.py" in archive.namelist()


def test_it_says_in_a_line_where_no_zip_can_be_written(judge: Run, problem: Path, place: Path):
    for where in (place / "none" / "a.zip", problem):
        result = judge("problem", "export", problem, "-o", where)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert result.stderr.startswith(f"judge: --output: {where} ")


def test_it_wants_a_folder_or_a_published_problem(judge: Run, problem: Path, place: Path):
    for words in ((), (problem, "--published", "echo"), (place / "nothing",)):
        assert judge("problem", "export", *words).exit_code == 2


def test_it_replaces_a_folder_only_when_it_is_asked_to(judge: Run, problem: Path):
    judge("problem", "export", problem)
    write(problem, {"statement.md": "Mine.\n", "notes.txt": "mine too"})
    refused = judge("problem", "import", "echo.judge.zip")
    assert refused.exit_code == 2
    assert "is there already, and nothing was written" in refused.stderr
    assert (problem / "statement.md").read_text() == "Mine.\n"
    assert judge("problem", "import", "echo.judge.zip", "--force").exit_code == 0
    assert files_of(problem) == {path: text.encode() for path, text in a_problem().items()}


def test_it_replaces_no_folder_that_is_not_a_problems(judge: Run, problem: Path, place: Path):
    judge("problem", "export", problem)
    for make in ((place / "a" / "echo").mkdir, lambda **_: (place / "b" / "echo").symlink_to(problem)):
        (place / "b").mkdir(exist_ok=True)
        make(**({"parents": True} if make.__name__ == "mkdir" else {}))
    for name in ("a", "b"):
        result = judge("problem", "import", "echo.judge.zip", "--force", "--into", place / name)
        assert result.exit_code == 2
        assert "is no problem's folder" in result.stderr
    assert files_of(problem)


def test_it_puts_back_what_it_could_not_replace(judge: Run, problem: Path, monkeypatch: pytest.MonkeyPatch):
    judge("problem", "export", problem)
    write(problem, {"statement.md": "Mine.\n"})
    rename = Path.rename

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(exchange_folder.Path, "rename", fail_for_the_new)
    result = judge("problem", "import", "echo.judge.zip", "--force")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert (problem / "statement.md").read_text() == "Mine.\n"
    assert [path.name for path in problem.parent.iterdir()] == ["echo"]


def test_it_takes_in_what_is_not_complete_and_says_what_it_lacks(judge: Run, problem: Path, place: Path):
    (problem / "statement.md").unlink()
    judge("problem", "export", problem)
    result = judge("problem", "import", "echo.judge.zip", "--into", place / "elsewhere")
    assert result.exit_code == 0
    assert "not complete: 1 finding" in result.stdout
    assert (place / "elsewhere" / "echo" / "problem.toml").is_file()


def test_it_writes_nothing_of_a_hostile_archive(judge: Run, place: Path):
    with zipfile.ZipFile(place / "evil.zip", "w") as archive:
        archive.writestr("echo/problem.toml", "format = 1")
        archive.writestr("echo/../../evil", "x")
    result = judge("problem", "import", "evil.zip")
    assert result.exit_code == 2
    assert "echo/../../evil: has a name with other characters" in result.stderr
    assert not (place / "problems_dir").exists()
    assert not list(place.rglob("evil"))


def test_it_reads_no_file_that_is_longer_than_any_problem(judge: Run, place: Path):
    with (place / "long.zip").open("wb") as file:
        file.truncate(MAX_ARCHIVE_BYTES + 1)
    assert "an archive may have" in judge("problem", "import", "long.zip").stderr
    assert "there is no file" in judge("problem", "import", "nothing.zip").stderr


def test_it_says_what_publishing_would_change(judge: Run, problem: Path, published: str):
    same = judge("problem", "diff", problem)
    assert same.exit_code == 0
    assert f"Beside version {published[:12]}:" in same.stdout
    assert "Nothing has changed" in same.stdout

    suite = (problem / "tests" / "test_echo.py").read_text().replace("points(2)", "points(3)", 1)
    write(problem, {"tests/test_echo.py": suite, "statement.md": "Say it [bold]twice[/bold].\n"})
    text = judge("problem", "diff", problem).stdout
    assert "The score is out of 19 instead of 18 points." in text
    assert "  test_size gives 3 points instead of 2" in text
    assert '  "manners" gives 17 points instead of 16' in text
    assert "-Say it again.\n+Say it [bold]twice[/bold].\n" in text

    data = json.loads(judge("problem", "diff", problem, "--json").stdout)
    assert (data["slug"], data["version"]) == ("echo", published)
    assert [(file["path"], file["state"]) for file in data["files"]] == [
        ("statement.md", "changed"),
        ("tests/test_echo.py", "changed"),
    ]


def test_it_compares_with_the_version_that_is_named(judge: Run, problem: Path, published: str):
    write(problem, {"statement.md": "Say it twice.\n"})
    judge("problem", "publish", problem)
    assert "Nothing has changed" in judge("problem", "diff", problem).stdout
    assert "changed: statement.md" in judge("problem", "diff", problem, "--version", published[:8]).stdout
    assert judge("problem", "diff", problem, "--version", "xyz").exit_code == 2


def test_it_lists_the_versions_of_a_problem(judge: Run, problem: Path, published: str):
    write(problem, {"statement.md": "Say it twice.\n"})
    judge("problem", "publish", problem)
    assert json.loads(judge("problem", "list", "--json").stdout)[0]["versions"] == 2
    releases = json.loads(judge("problem", "list", "echo", "--json").stdout)
    assert [one["is_current"] for one in releases] == [True, False]
    assert releases[1]["content_hash"] == published
    rows = judge("problem", "list", "echo").stdout.splitlines()
    assert "current" in rows[1]
    assert rows[2].startswith(published[:12])
    assert judge("problem", "list", "another").exit_code == 2


@pytest.mark.usefixtures("published")
def test_it_archives_a_problem_and_offers_it_again(judge: Run):
    assert judge("problem", "archive", "echo").stdout == (
        "echo: archived; `judge problem restore echo` offers it again\n"
    )
    entry = json.loads(judge("problem", "list", "--json").stdout)[0]
    assert entry["state"] == "published, archived"
    assert entry["archived_at"]
    assert judge("problem", "restore", "echo").stdout == "echo: offered again\n"
    assert json.loads(judge("problem", "list", "--json").stdout)[0]["archived_at"] == ""
    assert judge("problem", "archive", "another").exit_code == 2
