"""Maps a TiB and touches every page of it."""

import mmap

from raw import serve

SIZE = 1 << 40
memory = mmap.mmap(-1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_NORESERVE)
print("a TiB is mapped", flush=True)
for offset in range(0, SIZE, mmap.PAGESIZE):
    memory[offset] = 1
serve(lambda _connection, _head: None)
