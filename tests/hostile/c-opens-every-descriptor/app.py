"""Opens the same file again and again, and tries to be allowed more of it."""

import errno
import os
import resource

from honest import app, breached

try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (100_000, 100_000))
    breached.append("the limit was raised")
except ValueError:
    pass

opened = []
try:
    while len(opened) < 100_000:
        opened.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    assert error.errno == errno.EMFILE, error
print(f"{len(opened)} files were opened", flush=True)
if len(opened) > 1024:
    breached.append("more files than the limit")
for file in opened:
    os.close(file)
