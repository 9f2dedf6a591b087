"""Passwords, hashed and checked."""

from werkzeug.security import check_password_hash, generate_password_hash

# Cheap, so that a development machine stays quick; production sets a higher cost.
_METHOD = "scrypt:1024:8:1"
_NOBODY = generate_password_hash("", method=_METHOD)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return generate_password_hash(password, method=_METHOD)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one that was hashed. For None, a user who does not exist, the no takes as long."""
    return check_password_hash(password_hash or _NOBODY, password) and password_hash is not None
