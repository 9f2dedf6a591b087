"""Stops every process but its own, its parents first, and answers."""

import os
import signal

from honest import app

os.kill(os.getppid(), signal.SIGSTOP)
os.kill(-1, signal.SIGSTOP)
