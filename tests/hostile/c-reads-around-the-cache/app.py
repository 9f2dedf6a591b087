"""Lets two processes read large files of the image straight from the disk, and answers meanwhile."""

import glob
import mmap
import os

from honest import app, breached

MIB = 1024 * 1024
paths = [path for path in glob.glob("/usr/lib/*/*.so*") + glob.glob("/usr/bin/*") if os.path.getsize(path) > MIB]
print(f"{len(paths)} files", flush=True)
assert paths


def read_for_ever(flags):
    """Reads every file again and again; what the kernel has kept of them, it is told to forget."""
    place = mmap.mmap(-1, MIB)
    while True:
        for path in paths:
            file = os.open(path, os.O_RDONLY | flags)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            offset = 0
            while count := os.preadv(file, [place], offset):
                offset += count
                if count % 4096:
                    break
            os.close(file)


children = []
for flags in (0, os.O_DIRECT):
    children.append(os.fork())
    if children[-1] == 0:
        read_for_ever(flags)


@app.before_request
def still_storming():
    assert all(os.waitpid(child, os.WNOHANG) == (0, 0) for child in children), "the storm is over"
