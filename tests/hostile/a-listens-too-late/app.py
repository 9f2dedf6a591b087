"""Sleeps for a minute before it listens."""

import time

from raw import right_body, serve, whole

time.sleep(60)
serve(lambda connection, head: connection.sendall(whole(right_body(head))))
