"""Begins to log in under the judge's name, as often as the server lets it, and never goes on."""

import socket
import struct

from honest import app as app

WHO = struct.pack("!I", 196608) + b"user\0judge\0database\0app\0\0"
ASKS_FOR_THE_PASSWORD = b"R"

held = []
for _ in range(100):
    connection = socket.create_connection(("127.0.0.1", 5432), timeout=2)
    connection.sendall(struct.pack("!I", len(WHO) + 4) + WHO)
    if connection.recv(1) != ASKS_FOR_THE_PASSWORD:
        break
    held.append(connection)
assert 20 < len(held) < 100
