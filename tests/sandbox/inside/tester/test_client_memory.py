"""What a flood costs the tester: a process that may have little more memory than it begins with meets each of them."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.sandbox.inside.harness import environment
from tests.sandbox.inside.hostile import FLOODS, OK, says, serving

ROOT = Path(__file__).parents[4]
MIB = 1024 * 1024
BODY_MIB = 4  # the client's cap
REPLY_MIB = 5 * BODY_MIB  # the buffer that grows, what is cut out of it, and the body
VALUE_MIB = 256  # a body at the cap as values; the box has 384

# Arguments: URL, what is made of the body, how many MiB more than at its start the process may have, the cap of bodies
# in MiB, the number of requests.
CHILD = """
import resource, sys, time
from pathlib import Path

from sandbox.inside.tester import message
from sandbox.inside.tester.client import Client
from sandbox.inside.tester.errors import AnswerError
from sandbox.inside.tester.exchanges import Recorder

url, deed = sys.argv[1], sys.argv[2]
mib, cap, times = map(int, sys.argv[3:])
message.BODY_BYTES = cap * 1024 * 1024
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + mib * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for _ in range(times):
    reply = value = None
    try:
        reply = Client(url, time.monotonic() + 60, Recorder()).get("/")
        value = reply.json() if deed == "json" else reply.text if deed == "text" else None
        print(reply.status, type(value).__name__)
    except AnswerError as error:
        print(type(error).__name__)
"""


def meet(url: str, *, mib: int, cap: int = BODY_MIB, deed: str = "", times: int = 3) -> tuple[set[str], str]:
    """What a client in a process of its own said to each reply, and what Python printed when it broke."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, url, deed, str(mib), str(cap), str(times)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return set(done.stdout.splitlines()), done.stderr


@pytest.mark.parametrize("script", [pytest.param(script, id=name) for name, script in FLOODS.items()])
def test_it_holds_no_more_of_a_flood_than_the_caps_allow(script):
    with serving(script) as url:
        said, error = meet(url, mib=REPLY_MIB)
    assert (said, error) == ({"BadResponse"}, "")


def test_it_would_be_noticed_if_a_flood_had_no_cap():
    with serving(FLOODS["a_body_without_end"]) as url:
        said, error = meet(url, mib=REPLY_MIB, cap=10_000)
    assert said == set()
    assert "MemoryError" in error


def test_it_unpacks_nothing():
    bomb = zlib.compress(b" " * 200 * MIB)
    with serving(says(OK + b"Content-Encoding: deflate\r\nContent-Length: %d\r\n\r\n" % len(bomb), bomb)) as url:
        said, error = meet(url, mib=REPLY_MIB)
    assert (said, error) == ({"BadResponse"}, "")


def test_it_holds_a_body_at_the_cap():
    body = b"x" * BODY_MIB * MIB
    with serving(says(OK + b"Content-Length: %d\r\n\r\n" % len(body), body)) as url:
        said, error = meet(url, mib=REPLY_MIB, deed="text")
    assert (said, error) == ({"200 str"}, "")


@pytest.mark.parametrize(
    "item", [pytest.param(b"{}", id="objects"), pytest.param(b"[" * 60 + b"]" * 60, id="nested_lists")]
)
def test_it_holds_a_body_at_the_cap_as_small_values(item):
    count = (BODY_MIB * MIB - 2) // (len(item) + 1)
    body = b"[" + b",".join([item] * count) + b"]"
    with serving(says(OK + b"Content-Length: %d\r\n\r\n" % len(body), body)) as url:
        said, error = meet(url, mib=VALUE_MIB, deed="json", times=1)
    assert (said, error) == ({"200 list"}, "")
