"""Tries what only an administrator of the host may do."""

import ctypes
import errno
import os

from honest import app, breached

CALLS = {
    "x86_64": {
        "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320,
        "reboot": 169, "swapon": 167, "swapoff": 168, "acct": 163, "quotactl": 179, "quotactl_fd": 443, "syslog": 103,
        "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305, "sethostname": 170,
        "setdomainname": 171, "vhangup": 153, "iopl": 172, "ioperm": 173, "lookup_dcookie": 212, "fanotify_init": 300,
        "migrate_pages": 256, "move_pages": 279,
    },
    "aarch64": {
        "init_module": 105, "finit_module": 273, "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294,
        "reboot": 142, "swapon": 224, "swapoff": 225, "acct": 89, "quotactl": 60, "quotactl_fd": 443, "syslog": 116,
        "settimeofday": 170, "clock_settime": 112, "adjtimex": 171, "clock_adjtime": 266, "sethostname": 161,
        "setdomainname": 162, "vhangup": 58, "lookup_dcookie": 18, "fanotify_init": 262, "migrate_pages": 238,
        "move_pages": 239,
    },
}[os.uname().machine]  # fmt: skip
REBOOT = (0xFEE1DEAD, 672274793, 0x01234567)
libc = ctypes.CDLL(None, use_errno=True)
before = os.uname()


def attempt(name, *arguments):
    """Any other answer than the filter's own shows that the kernel has taken the call up."""
    if libc.syscall(CALLS[name], *arguments) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(f"{name}{arguments}")


for name in CALLS:
    attempt(name, *(0,) * 5)  # what some kernels take as a question that anybody may ask
    attempt(name, *(-1,) * 5)
attempt("reboot", *REBOOT, None)
attempt("syslog", 3, ctypes.create_string_buffer(4096), 4096)
attempt("sethostname", b"mine", 4)
attempt("swapon", b"/tmp", 0)
attempt("acct", b"/tmp/account")
if os.uname() != before:
    breached.append(f"the machine is {os.uname()}")
print("breached:", breached, flush=True)
