"""Tries to become a program of another time, with weaker protection."""

import ctypes
import errno

from honest import app, breached

ASK = ctypes.c_ulong(0xFFFFFFFF)
WANTED = {
    "addresses that never change": 0x0040000,
    "a page at address zero": 0x0100000,
    "the old layout": 0x0200000,
    "readable is executable": 0x0400000,
    "32-bit addresses": 0x0800000,
    "an old version": 0x0020000,
    "a 32-bit machine": 8,
    "all of them": 0x0FE0008,
}
libc = ctypes.CDLL(None, use_errno=True)
assert libc.personality(ASK) == 0, "asking must work, or the refusals show nothing"

for name, persona in WANTED.items():
    if libc.personality(persona) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(name)
if libc.personality(ASK) != 0:
    breached.append("the personality is another now")
print("breached:", breached, flush=True)
