"""Reads its own limits of memory and swap."""

from pathlib import Path

from honest import app, breached

BOX = 128 << 20
FIRST, SECOND = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")  # the two versions of control groups


def number(path):
    """A limit; "max" is none."""
    text = path.read_text().strip()
    return float("inf") if text == "max" else int(text)


if FIRST.is_dir():
    memory = number(FIRST / "memory.limit_in_bytes")
    swap = number(FIRST / "memory.memsw.limit_in_bytes") - memory
else:
    memory = number(SECOND / "memory.max")
    swap = number(SECOND / "memory.swap.max")
if memory > BOX:
    breached.append(f"{memory} bytes of memory")
if swap > 0:
    breached.append(f"{swap} bytes of swap")
print("breached:", breached, flush=True)
