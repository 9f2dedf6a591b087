"""Leaves code that skips every test wherever Python looks for some as it starts."""

import contextlib
import os
import site
import sys
from pathlib import Path

from flask import Flask

CODE = "import sys, types; sys.modules['_pytest.runner'] = types.ModuleType('nothing'); print('1 passed')\n"
planted = []

for folder in (site.getusersitepackages(), *site.getsitepackages(), *sys.path, ".", "suite/tests", "/tmp"):
    for name in ("a.pth", "usercustomize.py", "sitecustomize.py", "pyvenv.cfg", ".pythonrc.py", ".pythonstartup"):
        with contextlib.suppress(OSError):
            os.makedirs(folder, exist_ok=True)
            planted.append(Path(folder, name).write_text(CODE))
print("planted:", len(planted), flush=True)
if not planted:
    raise RuntimeError("nothing was planted")

app = Flask(__name__)
