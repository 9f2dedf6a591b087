"""Lets two processes link and rename files for ever, and answers meanwhile."""

import errno
import os

from honest import app, breached



def storm(folder):
    """Links and renames until the box ends."""
    os.mkdir(folder)
    open(f"{folder}/0", "x").close()
    while True:
        for number in range(1, 200):
            os.link(f"{folder}/0", f"{folder}/{number}")
        for number in range(1, 200):
            os.rename(f"{folder}/{number}", f"{folder}/renamed-{number}")
            os.unlink(f"{folder}/renamed-{number}")


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in (errno.EXDEV, errno.EROFS, errno.EPERM), (name, error)
    else:
        breached.append(name)


attempt("a link to the image", os.link, "/etc/passwd", "/tmp/passwd")
attempt("a link into the image", os.link, __file__, "/etc/app.py")
attempt("a file of the image in /tmp", os.rename, "/etc/hostname", "/tmp/hostname")
children = []
for number in range(2):
    children.append(os.fork())
    if children[-1] == 0:
        storm(f"/tmp/{number}")
print("breached:", breached, flush=True)


@app.before_request
def still_storming():
    assert all(os.waitpid(child, os.WNOHANG) == (0, 0) for child in children), "the storm is over"
