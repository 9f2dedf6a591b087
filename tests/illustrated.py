"""The little problem with figures, a download, and a second language: what tests of its texts share."""

from typing import Any

from sqlmodel import Session

from judge.catalogue.bundle import Bundle
from judge.storage.problems import ProblemVersion
from tests.cast import publish, version

HASH = "0123456789abcdef" + "0" * 48
AT = f"/problems/illustrated/assets/{HASH[:16]}"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><script>alert(1)</script></svg>'
FILES = {
    "statement.de.md": b"## Vereinbarung\n\n![Der Ablauf](assets/flow.svg)\n",
    "editorial.md": b"Think *twice*.\n\n![Why](assets/editorial/why.svg)\n",
    "editorial.de.md": b"Denk *nach*.\n",
    "assets/flow.svg": SVG,
    "assets/data/rows.csv": b"id,name\n1,\xc3\xa4\n",
    "assets/editorial/why.svg": SVG,
    "assets/secret.py": b"print('no asset')\n",
    "tests/test_secret.py": b"SECRET = 1\n",
    "tests/answer.json": b"{}",
    "solution/python-flask/app.py": b"SOLUTION = 1\n",
}
GERMAN = {"title": "Eine kleine Liste", "summary": "Gib eine Liste aus, mit einer kleinen Regel."}


def illustrated(content_hash: str = HASH, figure: bytes = SVG, **changes: Any) -> ProblemVersion:
    """The version of the slug `illustrated`, with this figure and with changes to its problem.toml."""
    known = {"translations": {"de": GERMAN}, "license": "CC-BY-4.0", "authors": ["Arthur", "Ada"]}
    made = version("illustrated", **(known | changes))
    made.content_hash = content_hash
    made.statement = "## Contract\n\n![The flow](assets/flow.svg) and [rows](assets/data/rows.csv)\n"
    made.bundle = Bundle({**Bundle.from_bytes(made.bundle).files, **FILES, "assets/flow.svg": figure}).to_bytes()
    return made


def publish_illustrated(session: Session, **changes: Any) -> ProblemVersion:
    """The same, in the catalogue."""
    made = illustrated(**changes)
    publish(session, made)
    session.commit()
    return made
