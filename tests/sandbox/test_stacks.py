import pytest

from sandbox.errors import BadJob
from sandbox.images import image_names
from sandbox.stacks import load_stacks

WHOLE = 'title = "T"\nlanguage = "python"\nkind = "service"\nport = 8000\nargv = ["run"]\n'


def stacks(folder, text):
    (folder / "mine").mkdir()
    (folder / "mine" / "stack.toml").write_text(text)
    return load_stacks(folder)


def test_it_offers_the_stacks_of_the_product():
    found = load_stacks()
    assert list(found) == ["postgresql", "python-flask"]
    assert all(name == stack.name for name, stack in found.items())


def test_it_names_an_image_that_is_built_for_every_stack():
    assert {stack.image for stack in load_stacks().values()} <= set(image_names())


def test_it_starts_flask_behind_gunicorn_on_loopback():
    stack = load_stacks()["python-flask"]
    assert stack.kind == "service"
    assert stack.url == "http://127.0.0.1:8000"
    assert "--bind=127.0.0.1:8000" in stack.argv
    assert stack.argv[-1] == "app:app"
    assert stack.env["PATH"].startswith("/opt/venv/bin:")


def test_it_runs_queries_without_a_program():
    stack = load_stacks()["postgresql"]
    assert (stack.kind, stack.argv, stack.language) == ("query", (), "sql")


def test_it_takes_the_folders_name_for_the_image_unless_it_is_said(tmp_path):
    assert stacks(tmp_path, WHOLE)["mine"].image == "mine"


@pytest.mark.parametrize("text", [
    "not toml", WHOLE.replace("argv", "args"), WHOLE + "surprise = 1\n", WHOLE.replace("service", "daemon"),
    WHOLE.replace('["run"]', "[]"), 'argv = ["run"]\n',
])  # fmt: skip
def test_it_refuses_a_stack_that_is_not_whole_and_names_the_file(tmp_path, text):
    with pytest.raises(BadJob, match=r"mine/stack\.toml"):
        stacks(tmp_path, text)
