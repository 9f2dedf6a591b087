"""Ends at once; its child would answer, and rightly, when its parents are gone."""

import os
import time

from raw import right_body, serve, whole

if os.fork():
    os._exit(0)
os.setsid()
time.sleep(0.2)
serve(lambda connection, head: connection.sendall(whole(right_body(head))))
