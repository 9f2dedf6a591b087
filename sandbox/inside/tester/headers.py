"""Header fields by name, whatever its case."""

from collections.abc import Iterable, Iterator, Mapping


class Headers(Mapping[str, str]):
    """A reply's header fields; a field that came more than once reads as its values joined by a comma."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = tuple(pairs)

    def get_all(self, name: str) -> list[str]:
        """All values of a field in their order, for example of Set-Cookie; empty when there is none."""
        return [value for key, value in self._pairs if key.lower() == name.lower()]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values exactly as they came."""
        return self._pairs

    def __getitem__(self, name: str) -> str:
        values = self.get_all(name) if isinstance(name, str) else []
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key.lower() for key, _ in self._pairs))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_all(name))

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"
