"""Leaves a daemon that ignores all signals, ignores them itself, and answers."""

import os
import signal

from honest import app

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.closerange(0, 1024)
    while True:
        signal.pause()
