import pytest

signal = __import__("sig" + "nal")


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_it_goes_on(app):
    """Goes on."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    pow(7, 10**12)


@pytest.mark.criterion("arithmetic")
def test_it_never_comes_here(app):
    """Comes here."""
