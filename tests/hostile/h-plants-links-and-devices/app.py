"""Leaves in its own folder what an unpacker or a clean-up would fall for, and tries what nobody may make."""

import errno
import os
import socket
import stat

from honest import app, breached

os.chdir("/work")


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EACCES, errno.EROFS, errno.EXDEV), (name, error)
    else:
        breached.append(name)


for number, target in enumerate(("/", "/etc/passwd", "../..", "/proc/1/root", "/var/run/docker.sock", "itself")):
    os.symlink(target, f"link-{number}")
os.symlink("itself", "itself")
os.link("app.py", "app.pyc")
socket.socket(socket.AF_UNIX).bind("socket")
for name in ("-rf", "--help", "a\nb", "\u202eyp.ppa", "e\u0301", "\u00e9", "A", "a", "CON", "a.", "a ", "*", "x" * 255):
    open(name, "x").close()
open(b"\xff\xfe", "x").close()
os.makedirs(".git/hooks")
os.makedirs("__pycache__")
with open("sparse", "wb") as file:
    file.truncate(2**25)
os.chmod("sparse", 0o6777)
assert os.stat("sparse").st_mode & (stat.S_ISUID | stat.S_ISGID), "the bits that give no rights were not set"

for kind in (stat.S_IFBLK, stat.S_IFCHR, stat.S_IFIFO):
    attempt("a device or a pipe", os.mknod, f"device-{kind}", kind | 0o666, os.makedev(1, 3))
attempt("another owner", os.chown, "sparse", 0, 0)
attempt("a link to the image", os.link, "/etc/passwd", "passwd")
attempt("a name above", open, "../name", "x")
attempt("the folder itself", os.rename, "/work", "/gone")
print("breached:", breached, flush=True)
