"""Tries to listen where the database does, in its stead or beside it, to hear what the tester says to it."""

import errno
import itertools
import socket

from honest import app as app
from honest import breached

REFUSED = {errno.EADDRINUSE, errno.EACCES}
ADDRESSES = ("127.0.0.1", "0.0.0.0", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "::")

for address, reuses, shares in itertools.product(ADDRESSES, (0, 1), (0, 1)):
    squatter = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuses)
    squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shares)
    if squatter.family == socket.AF_INET6:
        squatter.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    try:
        squatter.bind((address, 5432))
        squatter.listen()
        breached.append(f"listening at {address}, reuse {reuses}, share {shares}")
    except OSError as error:
        if error.errno not in REFUSED:
            raise

with socket.create_server(("127.0.0.1", 5433), reuse_port=True), socket.create_server(("", 5433), reuse_port=True):
    pass  # a port that is one's own can be shared, so the attempts above were good ones
