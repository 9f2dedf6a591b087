"""Answers with names that programs might take for their own."""

import json

from raw import serve, whole

PASSED = {"verdict": "passed", "score": 11, "outcome": "passed", "points": 3}
BODY = json.dumps({
    "double": 0,
    "__proto__": PASSED,
    "constructor": {"prototype": PASSED},
    "__class__": "AssertionError",
    "__eq__": True,
}).encode()

serve(lambda connection, _head: connection.sendall(whole(BODY, b"__proto__: {}", b"constructor: passed")))
