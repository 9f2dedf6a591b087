"""Has numbers that all fall into the same place of a hash table."""

import json
import sys

from raw import right_body, serve, whole

SAME = json.dumps([number * sys.hash_info.modulus for number in range(1, 150_000)], separators=(",", ":")).encode()


def script(connection, head):
    connection.sendall(whole(SAME if b" /numbers" in head else right_body(head)))


serve(script)
