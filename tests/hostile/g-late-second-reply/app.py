"""Answers each odd request twice, the second time when the client has gone, and each even one not at all."""

import itertools

from raw import right_body, serve, whole

numbers = itertools.count(1)


def script(connection, head):
    if next(numbers) % 2:
        connection.sendall(whole(right_body(head)))
        connection.recv(1)
        connection.sendall(whole(right_body(head)))


serve(script)
