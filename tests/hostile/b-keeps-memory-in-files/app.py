"""Keeps 60 MiB in a file and 60 MiB in memory: more together than its 128 MiB leave beside the interpreter."""

import os

from raw import right_body, serve, whole

os.posix_fallocate(os.open("/tmp/kept", os.O_CREAT | os.O_WRONLY), 0, 60 << 20)
print("60 MiB are in /tmp", flush=True)
kept = b"x" * (60 << 20)
serve(lambda connection, head: connection.sendall(whole(right_body(head))))
