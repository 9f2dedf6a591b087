"""The key that signs forms and their tokens: the configured one, else one kept beside the database."""

import os
import secrets

from judge.settings import Settings

KEY_BYTES = 32
FILE_NAME = "secret-key"


def secret_key(settings: Settings) -> str:
    """The configured key, else the one in the state directory, made on the first start for its owner's eyes only."""
    given = settings.secret_key.get_secret_value()
    if given:
        return given
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    path = settings.state_dir / FILE_NAME
    try:
        # Exclusively: of two processes that start together one writes, and the other reads what it wrote.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii")
        if len(kept) < KEY_BYTES:
            raise RuntimeError(f"{path} holds no key; delete it, and a new one is made at the next start") from None
        return kept
    made = secrets.token_urlsafe(KEY_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made
