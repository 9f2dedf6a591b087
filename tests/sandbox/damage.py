"""Damage to bytes, as Hypothesis strategies: what is left of something valid when it is changed in a few places."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

Damage = tuple[str, int, int, bytes]


def damages(words: Sequence[bytes], *, most: int = 4) -> st.SearchStrategy[list[Damage]]:
    """Up to `most` changes: each at a place, over some bytes, with bytes at random or one of the words."""
    kind = st.sampled_from(["replace", "insert", "delete", "repeat", "cut"])
    new = st.binary(max_size=4) | st.sampled_from(words)
    return st.lists(st.tuples(kind, st.integers(0, 4000), st.integers(1, 12), new), max_size=most)


def damaged(data: bytes, changes: Iterable[Damage]) -> bytes:
    """The data with every change made, one after the other."""
    for kind, place, size, new in changes:
        at = place % (len(data) + 1)
        before, hit, after = data[:at], data[at : at + size], data[at + size :]
        data = {
            "replace": before + new + after,
            "insert": before + new + hit + after,
            "delete": before + after,
            "repeat": before + hit + hit + after,
            "cut": before,
        }[kind]
    return data


def pieces(data: bytes, sizes: Sequence[int]) -> list[bytes]:
    """The data in pieces of these sizes, again and again to its end."""
    found, place = [], 0
    while place < len(data):
        size = sizes[len(found) % len(sizes)]
        found.append(data[place : place + size])
        place += size
    return found
