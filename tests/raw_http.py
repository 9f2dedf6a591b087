"""HTTP as bytes on a socket, for clients that do not behave."""

import socket
from collections.abc import Iterable
from pathlib import Path

PIECE = 1024 * 1024


def takes_little(client: socket.socket, window: int = 2048) -> None:
    """A small window and small packets: the kernel takes little of an answer that nobody reads."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)


def everything(client: socket.socket) -> bytes:
    """All that comes until the server closes; then the client closes too."""
    pieces = []
    with client:
        while piece := client.recv(PIECE):
            pieces.append(piece)
    return b"".join(pieces)


def status(answer: bytes) -> int:
    """The code of a raw answer; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def is_open(client: socket.socket) -> bool:
    """Whether more may come; what has come is thrown away."""
    seconds = client.gettimeout()
    client.setblocking(False)
    try:
        while client.recv(PIECE):
            pass
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    finally:
        client.settimeout(seconds)
    return False


def held(clients: Iterable[socket.socket]) -> int:
    """How many of these a process on this host has accepted and not closed, whatever lies unread on the way."""
    ours = {(client.getpeername(), client.getsockname()) for client in clients}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    owned = [row for row in rows if row[9] != "0"]  # the inode: the kernel's own remains of a connection have none
    return sum((_end(row[1]), _end(row[2])) in ours for row in owned)


def _end(text: str) -> tuple[str, int]:
    address, port = text.split(":")
    return socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(port, 16)
