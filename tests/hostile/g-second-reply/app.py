"""Sends two replies at once: one for this request, one for the next."""

from raw import right_body, serve, whole

EXTRA = whole(b'{"double": 0}')

serve(lambda connection, head: connection.sendall(whole(right_body(head)) + EXTRA))
