"""What a program can see and reach from inside its box, on the real engine."""

import pytest

from sandbox.policy import user_id
from sandbox.run import Ending
from tests.sandbox.jobs import run
from tests.sandbox.programs import probe

pytestmark = pytest.mark.engine

CALL = "(lambda result: (result, ctypes.get_errno()))(ctypes.CDLL(None, use_errno=True).syscall({}))"
REFUSED, EPERM = -1, 1
NAMESPACES = {"user": 0x10000000, "net": 0x40000000, "pid": 0x20000000, "mount": 0x20000, "cgroup": 0x2000000}


@pytest.fixture
def see(engine, instance):
    """What the program finds: a mapping from name to value, or to the name of the error."""

    def see(*lines):
        outcome = run(engine, probe(*lines), instance=instance)
        assert outcome.ending is Ending.FINISHED, outcome
        return outcome.records[0].comparison["got"]

    return see


def test_it_runs_as_a_user_of_its_own_without_any_capability(see):
    found = see(
        "ids = [os.getuid(), os.geteuid(), os.getgid(), os.getegid(), *os.getgroups()]",
        "status = [line for line in open('/proc/self/status') if line.startswith(('Cap', 'NoNew', 'Seccomp:'))]",
    )
    assert set(found["ids"]) == {user_id("submission", 0)}
    assert len(found["status"]) == 7
    for line in found["status"]:
        name, value = line.split(":")
        assert int(value, 16) == (0 if name.startswith("Cap") else {"NoNewPrivs": 1, "Seccomp": 2}[name])


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


@pytest.mark.parametrize(("name", "arguments"), [
    ("raw", "socket.AF_INET, socket.SOCK_RAW, 6"), ("ping", "socket.AF_INET, socket.SOCK_DGRAM, 1"),
    ("packet", "socket.AF_PACKET, socket.SOCK_RAW, 0"), ("vsock", "40, socket.SOCK_STREAM, 0"),
    ("crypto", "38, 5, 0"), ("sctp", "socket.AF_INET, 5, 132"), ("netfilter", "16, 3, 12"),
])  # fmt: skip
def test_it_opens_no_socket_but_those_of_services(see, name, arguments):
    assert see(f"{name} = socket.socket({arguments})")[name] == "PermissionError"


def test_it_writes_nowhere_but_to_its_own_small_places(see):
    places = (
        "/",
        "/etc",
        "/opt/judge",
        "/opt/venv",
        "/var/tmp",
        "/run",
        "/usr/local",
        "/dev",
        "/sys",
        "/proc/sys/kernel",
    )
    found = see(
        *(f"{number} = open('{place}/probe', 'w')" for number, place in enumerate(places)),
        "tmp = open('/tmp/probe', 'w').write('x')",
        "work = open('/work/probe', 'w').write('x')",
        "mounts = [line.split()[1:4] for line in open('/proc/mounts')]",
    )
    for number in range(len(places)):
        assert found[str(number)] in {"OSError", "PermissionError", "FileNotFoundError"}, places[number]
    assert found["tmp"] == found["work"] == 1
    writable = {
        where: options for where, kind, options in found["mounts"] if "rw" in options.split(",") and kind == "tmpfs"
    }
    for where in ("/tmp", "/work"):
        assert {"nosuid", "nodev", "noexec"} <= set(writable[where].split(","))


def test_it_runs_out_of_space_inodes_and_descriptors_before_the_host_does(see):
    found = see(
        "space = os.posix_fallocate(os.open('/tmp/big', os.O_CREAT | os.O_WRONLY), 0, 1 << 30)",
        "inodes = [open(f'/tmp/{n}', 'w').close() for n in range(5000)]",
        "files = [os.open('/dev/null', 0) for n in range(2000)]",
        "sparse = os.truncate('/tmp/big', 1 << 40)",
    )
    assert set(found.values()) == {"OSError"}


def test_it_executes_nothing_that_it_wrote(see):
    found = see(
        "written = open('/work/x.sh', 'w').write('#!/bin/sh\\necho ran') and os.chmod('/work/x.sh', 0o755)",
        "ran = subprocess.run(['/work/x.sh'])",
    )
    assert found == {"written": None, "ran": "PermissionError"}


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


def test_it_sees_only_its_own_processes_and_cannot_touch_the_first(see):
    found = see(
        "first = len(open('/proc/1/mem', 'rb').read(1))",
        "count = len(glob.glob('/proc/[0-9]*'))",
        "kill = os.kill(1, 0)",
    )
    assert found["first"] in {"PermissionError", "OSError"}
    assert found["count"] < 20


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


def test_it_has_no_open_descriptor_and_no_secret_of_the_host(see):
    found = see(
        "stdin = os.readlink('/proc/self/fd/0')",
        "sockets = [p for p in ('/var/run/docker.sock', '/run/containerd', '/run/secrets') if os.path.exists(p)]",
        "devices = sorted(os.listdir('/dev'))",
        "directories = [p for p in glob.glob('/proc/self/fd/*') if os.path.isdir(p)]",
    )
    assert found["stdin"] == "/dev/null"
    assert found["sockets"] == []
    assert set(found["devices"]) <= {
        "core", "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty",
        "urandom", "zero",
    }  # fmt: skip
    assert all(directory == "/proc/self/fd/" for directory in found["directories"])


def test_it_finds_no_program_that_gives_rights(see):
    found = see(
        "suid = [p for p in subprocess.run(['find', '/', '-xdev', '-type', 'f', '-perm', '/6000'],"
        " capture_output=True, text=True).stdout.split()]"
    )
    assert found["suid"] == []


@pytest.mark.parametrize("name", NAMESPACES)
def test_it_makes_no_namespace(see, name):
    found = see(
        f"unshare = {CALL.format(f'272, {NAMESPACES[name]}')}",
        f"clone = {CALL.format(f'56, {NAMESPACES[name] | 17}, 0')}",
    )
    assert found == {"unshare": [REFUSED, EPERM], "clone": [REFUSED, EPERM]}


@pytest.mark.parametrize(("name", "number"), [
    ("ptrace", 101), ("mount", 165), ("mknod", 133), ("keyctl", 250), ("add_key", 248), ("bpf", 321),
    ("perf_event_open", 298), ("userfaultfd", 323), ("io_uring_setup", 425), ("init_module", 175), ("reboot", 169),
    ("name_to_handle_at", 303), ("open_by_handle_at", 304), ("process_vm_readv", 310), ("pidfd_getfd", 438),
    ("settimeofday", 164), ("chroot", 161), ("pivot_root", 155), ("personality", 135),
])  # fmt: skip
def test_it_is_refused_the_kernels_dangerous_calls(see, name, number):
    assert see(f"{name} = {CALL.format(f'{number}, 0x400000, 0, 0, 0, 0')}")[name] == [REFUSED, EPERM]


def test_it_learns_nothing_of_the_host_from_its_kernel_files(see):
    found = see(
        "cgroup = Path('/proc/self/cgroup').read_text()",
        "host = socket.gethostname()",
        "core = len(open('/proc/kcore', 'rb').read(1))",
        "keys = Path('/proc/keys').read_text()",
        "trigger = Path('/proc/sysrq-trigger').write_text('b')",
        "pattern = Path('/proc/sys/kernel/core_pattern').write_text('|/bin/sh')",
    )
    assert "docker" not in found["cgroup"]
    assert found["host"] == "box"
    assert found["core"] in {"PermissionError", "FileNotFoundError", 0}
    assert found["keys"] in {"PermissionError", "FileNotFoundError", ""}
    assert found["trigger"] in {"OSError", "PermissionError", "FileNotFoundError"}
    assert found["pattern"] in {"OSError", "PermissionError"}
