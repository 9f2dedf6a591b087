"""Shows progress for ever instead of starting."""

import time

print("Starting ", end="", flush=True)
while True:
    print(".", end="", flush=True)
    time.sleep(0.2)
