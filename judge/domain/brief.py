"""Long texts cut to what a line of a report can hold."""


def cut(text: str, most: int) -> str:
    """At most so many characters of it, and a sign that there is more."""
    return text if len(text) <= most else f"{text[:most]}…"


def brief(text: str, most: int) -> str:
    """The same of a text on one line, with single blanks between its words."""
    return cut(" ".join(text.split()), most)
