"""What the tester's image starts; see sandbox/inside/__init__.py for the import path."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path[0] = str(Path(__file__).resolve().parents[3])
    importlib.import_module("sandbox.inside.tester.session").main(sys.argv[1:])
