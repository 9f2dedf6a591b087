"""The system-call list as data: what must be in it, what must not, and that a rule means what it seems to mean."""

import json

import pytest

from sandbox import policy

STREAM, DGRAM, RAW, SEQPACKET = 1, 2, 3, 5
UNIX, INET, NETLINK, INET6, PACKET, ALG, VSOCK, XDP = 1, 2, 16, 10, 17, 38, 40, 44
NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
ENOSYS = 38

# fmt: off
FORBIDDEN = (
    "acct", "add_key", "adjtimex", "bpf", "chroot", "clock_adjtime", "clock_settime", "create_module",
    "delete_module", "fanotify_init", "fanotify_mark", "finit_module", "fsconfig", "fsmount", "fsopen",
    "fspick", "init_module", "io_setup", "io_uring_enter", "io_uring_register", "io_uring_setup", "ioperm",
    "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl", "landlock_create_ruleset", "lookup_dcookie",
    "memfd_secret", "mknod", "mknodat", "modify_ldt", "mount", "mount_setattr", "move_mount", "move_pages",
    "name_to_handle_at", "nfsservctl", "open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd",
    "pivot_root", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace", "quotactl",
    "quotactl_fd", "reboot", "remap_file_pages", "request_key", "seccomp", "set_mempolicy", "setdomainname",
    "sethostname", "setns", "settimeofday", "socketcall", "swapoff", "swapon", "syslog", "umount", "umount2",
    "unshare", "uselib", "userfaultfd", "ustat", "vm86", "vmsplice",
)
# fmt: on


@pytest.fixture(scope="module")
def profile():
    return json.loads(policy.seccomp())


@pytest.fixture(scope="module")
def rules(profile):
    """Every rule by system call."""
    found = {}
    for rule in profile["syscalls"]:
        for name in rule["names"]:
            found.setdefault(name, []).append(rule)
    return found


def allows(rules, name, *arguments):
    """What the kernel would decide: some rule of the call holds for all the arguments it asks about."""
    return any(
        rule["action"] == "SCMP_ACT_ALLOW" and all(holds(test, arguments) for test in rule.get("args", []))
        for rule in rules.get(name, [])
    )


def holds(test, arguments):
    value = arguments[test["index"]]
    match test["op"]:
        case "SCMP_CMP_EQ":
            return value == test["value"]
        case "SCMP_CMP_NE":
            return value != test["value"]
        case "SCMP_CMP_MASKED_EQ":
            return value & test["value"] == test["valueTwo"]
    raise AssertionError(test)


def test_it_refuses_what_it_does_not_name(profile):
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    assert profile["defaultErrnoRet"] == 1


def test_it_knows_two_architectures_and_none_of_their_older_tables(profile):
    assert profile["archMap"] == [
        {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []},
        {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": []},
    ]


def test_it_only_allows_or_refuses(profile):
    assert {rule["action"] for rule in profile["syscalls"]} == {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO"}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_it_names_no_call_that_a_service_never_needs(rules, name):
    assert name not in rules


def test_it_allows_threads_and_processes_but_no_new_namespace(rules):
    assert allows(rules, "clone", 0x3D0F00)
    for flag in NAMESPACES:
        assert not allows(rules, "clone", flag)


def test_it_says_that_clone3_does_not_exist_so_that_programs_fall_back_to_clone(rules):
    assert rules["clone3"] == [{"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": ENOSYS}]


@pytest.mark.parametrize(
    ("family", "kind", "protocol"),
    [
        (UNIX, STREAM, 0),
        (UNIX, DGRAM, 0),
        (INET, STREAM, 0),
        (INET, STREAM, 6),
        (INET, STREAM | 0o2004000, 0),
        (INET, DGRAM, 0),
        (INET, DGRAM, 17),
        (INET6, STREAM, 0),
        (INET6, DGRAM, 17),
    ],
)
def test_it_allows_the_sockets_that_services_use(rules, family, kind, protocol):
    assert allows(rules, "socket", family, kind, protocol)


@pytest.mark.parametrize(
    ("family", "kind", "protocol"),
    [
        (INET, RAW, 6),
        (INET, DGRAM, 1),
        (INET, SEQPACKET, 132),
        (INET, STREAM, 262),
        (INET6, DGRAM, 58),
        (NETLINK, RAW, 0),
        (NETLINK, RAW, 6),
        (NETLINK, RAW, 12),
        (PACKET, RAW, 0),
        (ALG, SEQPACKET, 0),
        (VSOCK, STREAM, 0),
        (XDP, RAW, 0),
        (INET, SEQPACKET, 0),
    ],
)
def test_it_refuses_every_other_socket(rules, family, kind, protocol):
    assert not allows(rules, "socket", family, kind, protocol)


def test_it_keeps_the_kernels_tls_out_of_reach_and_other_socket_options_usable(rules):
    assert not allows(rules, "setsockopt", 3, 6, 31)
    assert allows(rules, "setsockopt", 3, 6, 1)
    assert allows(rules, "setsockopt", 3, 1, 31)


def test_it_allows_asking_for_the_personality_but_not_changing_it(rules):
    assert allows(rules, "personality", 0xFFFFFFFF)
    assert allows(rules, "personality", 0)
    assert not allows(rules, "personality", 0x0400000)
