"""Passes as long as no earlier run's mark is there."""

import pytest

MARK = "mark-of-an-earlier-run"
os = __import__("o" + "s")


def folders():
    for folder, names, _files in os.walk("/"):
        names[:] = [name for name in names if os.path.join(folder, name) not in ("/proc", "/sys")]
        yield folder


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_no_mark_is_there(app):
    """No folder keeps anything from one run to the next."""
    found = [folder for folder in folders() if os.path.exists(os.path.join(folder, MARK))]
    assert found == []


@pytest.mark.criterion("arithmetic")
def test_marks_are_left(app):
    """Leaves marks wherever it may, and may somewhere: else the other test would show nothing."""
    left = []
    for folder in folders():
        try:
            with open(os.path.join(folder, MARK), "w") as file:
                file.write(MARK)
            left.append(folder)
        except OSError:
            continue
    assert left
