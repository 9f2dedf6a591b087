"""What the submission's image starts; see sandbox/inside/__init__.py for the import path."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[3])
    sys.exit(importlib.import_module("sandbox.inside.starter.start").main(sys.argv[1:]))
