"""Starts threads until one is refused, then lets them go and answers."""

import threading

from honest import app, breached

LIMIT = 96  # processes and threads of one box
end = threading.Event()
threads = []

try:
    while len(threads) <= LIMIT:
        thread = threading.Thread(target=end.wait)
        thread.start()
        threads.append(thread)
    breached.append("more threads than the limit")
except RuntimeError as error:
    assert str(error) == "can't start new thread", error
print(f"{len(threads)} threads were started; breached: {breached}", flush=True)
end.set()
for thread in threads:
    thread.join()
