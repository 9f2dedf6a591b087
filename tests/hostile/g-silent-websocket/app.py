"""Turns every connection into a WebSocket, and is silent on it."""

from raw import serve


def script(connection, _head):
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    connection.recv(1)


serve(script)
