"""Settings of the service."""

import os

# Known to every process of the service and to nobody else.
CURSOR_KEY = os.environ.get("CURSOR_KEY", "only-for-development-3f1c9a")
