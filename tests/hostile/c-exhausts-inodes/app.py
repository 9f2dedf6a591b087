"""Makes empty files, which take inodes but no space, wherever it may write."""

import errno

from honest import app, breached


def make_files(folder):
    """Makes files until it is refused; says how many there are."""
    for number in range(20_000):
        try:
            open(f"{folder}/{number}", "x").close()
        except OSError as error:
            assert error.errno == errno.ENOSPC, error
            return number
    return 20_000


for folder in ("/tmp", "/work"):
    count = make_files(folder)
    print(f"{folder} took {count} files", flush=True)
    if count > 4096:
        breached.append(f"{folder} took {count} files")
