"""What a candidate's program can see and reach from inside its box, on the real engine.

What every box is refused by the kernel stands in tests/hostile/walls.
"""

import pytest

from sandbox.run import Ending
from tests.sandbox.jobs import run
from tests.sandbox.programs import probe

pytestmark = pytest.mark.engine


@pytest.fixture
def see(engine, instance):
    """What the program finds: a mapping from name to value, or to the name of the error."""

    def see(*lines):
        outcome = run(engine, probe(*lines), instance=instance)
        assert outcome.ending is Ending.FINISHED, outcome
        return outcome.records[0].comparison["got"]

    return see


def test_it_has_loopback_and_no_other_network(see):
    found = see(
        "links = sorted(os.listdir('/sys/class/net'))",
        "routes = Path('/proc/net/route').read_text().count('\\n')",
        "tcp = socket.create_connection(('1.1.1.1', 443), 2)",
        "tcp6 = socket.create_connection(('2606:4700:4700::1111', 443), 2)",
        "udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))",
        "metadata = socket.create_connection(('169.254.169.254', 80), 2)",
        "gateway = socket.create_connection(('172.17.0.1', 22), 2)",
        "name = socket.gethostbyname('example.com')",
    )
    assert found["links"] == ["lo"]
    assert found["routes"] == 1
    for name in ("tcp", "tcp6", "udp", "metadata", "gateway"):
        assert found[name] == "OSError"
    assert found["name"] == "gaierror"


def test_it_runs_out_of_space_inodes_and_descriptors_before_the_host_does(see):
    found = see(
        "space = os.posix_fallocate(os.open('/tmp/big', os.O_CREAT | os.O_WRONLY), 0, 1 << 30)",
        "inodes = [open(f'/tmp/{n}', 'w').close() for n in range(5000)]",
        "files = [os.open('/dev/null', 0) for n in range(2000)]",
        "sparse = os.truncate('/tmp/big', 1 << 40)",
    )
    assert set(found.values()) == {"OSError"}


def test_it_finds_nothing_of_the_tester_or_the_suite(see):
    found = see(
        "processes = [Path(p).read_text() for p in glob.glob('/proc/[0-9]*/cmdline')]",
        "suite = subprocess.getoutput('find / -xdev -name test_it.py -o -name conftest.py 2> /dev/null').split()",
        "ours = sorted(str(p) for p in Path('/opt/judge').rglob('*') if p.is_file() and p.suffix == '.py')",
        "pytest = __import__('pytest')",
    )
    assert not any("tester" in words or "pytest" in words for words in found["processes"])
    assert found["suite"] == []
    assert all("/starter/" in path or path.endswith(("/stream.py", "/__init__.py")) for path in found["ours"])
    assert found["pytest"] == "ModuleNotFoundError"


def test_it_sees_only_its_own_processes(see):
    found = see("programs = [Path(p).read_text().partition('\\0')[0] for p in glob.glob('/proc/[0-9]*/cmdline')]")
    assert 2 <= len(found["programs"]) < 20
    assert all(name.endswith(("init", "timeout", "python3")) for name in found["programs"]), found["programs"]


def test_it_has_only_the_environment_that_its_stack_gives(see):
    found = see("environment = sorted(os.environ)")
    allowed = {
        "HOME",
        "LANG",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONUNBUFFERED",
        "SERVER_SOFTWARE",
        "TZ",
        "HOSTNAME",
    }
    assert set(found["environment"]) - {"LC_CTYPE", "OLDPWD", "PWD"} <= allowed


def test_it_has_no_open_descriptor_of_the_host(see):
    found = see(
        "stdin = os.readlink('/proc/self/fd/0')",
        "directories = [p for p in glob.glob('/proc/self/fd/*') if os.path.isdir(p)]",
    )
    assert found["stdin"] == "/dev/null"
    assert all(directory == "/proc/self/fd/" for directory in found["directories"])
