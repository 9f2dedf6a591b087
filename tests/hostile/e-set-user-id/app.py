"""Tries to become another user: by programs that change the user, and by asking."""

import errno
import os
import shutil
import stat
import subprocess
from pathlib import Path

from honest import app, breached

status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EACCES), (name, error)
    else:
        breached.append(name)


seen = 0
for folder, _folders, files in os.walk("/"):
    for path in (os.path.join(folder, name) for name in files if not folder.startswith(("/proc", "/sys"))):
        seen += 1
        if os.lstat(path).st_mode & (stat.S_ISUID | stat.S_ISGID) and not os.path.islink(path):
            breached.append(path)
assert seen > 1000, "the walk has not seen the image"
for folder in ("/tmp", "/work", "/dev/shm"):
    shutil.copyfile("/usr/bin/id", f"{folder}/id")
    os.chmod(f"{folder}/id", 0o6755)
    attempt(f"a program in {folder}", subprocess.run, [f"{folder}/id"])
    attempt(f"an owner in {folder}", os.chown, f"{folder}/id", 0, 0)
for name, value in {"setuid": 0, "setgid": 0, "setgroups": [0], "setegid": 0, "seteuid": 0}.items():
    attempt(name, getattr(os, name), value)
attempt("setresuid", os.setresuid, 0, 0, 0)
attempt("a neighbour's user", os.setresuid, *[os.getuid() + 1] * 3)
attempt("a capability of a file", os.setxattr, "/tmp/id", "security.capability", b"\x01\x00\x00\x02" + bytes(16))
if status["NoNewPrivs"] != "1":
    breached.append("programs may gain rights")
if len({os.getuid(), *os.getresuid(), *os.getresgid(), *os.getgroups()}) != 1 or os.getuid() == 0:
    breached.append("more than one user and group")
print("breached:", breached, flush=True)
