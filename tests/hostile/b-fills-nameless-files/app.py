"""Fills one nameless file after the other with 32 MiB, and would answer after the hundredth."""

import os

from raw import right_body, serve, whole

for number in range(100):
    os.posix_fallocate(os.memfd_create(str(number)), 0, 32 << 20)
serve(lambda connection, head: connection.sendall(whole(right_body(head))))
