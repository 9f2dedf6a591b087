import pytest

KEPT = []


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_it_eats(app):
    """Eats."""
    while True:
        KEPT.append(bytearray(b"\xff") * (32 * 1024 * 1024))


@pytest.mark.criterion("arithmetic")
def test_it_eats_on(app):
    """Eats on."""
    while True:
        KEPT.append(bytearray(b"\xff") * (32 * 1024 * 1024))
