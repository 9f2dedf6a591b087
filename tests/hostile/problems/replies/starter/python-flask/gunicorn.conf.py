"""gunicorn executes this as its main process, before it binds: app.py serves from here and never comes back."""

import app  # noqa: F401
