"""The catalogue as it is browsed: each version read and parsed once, then filtered, counted and cut into pages."""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from threading import Lock

from sqlmodel import Session

from judge.cards import ProblemCard, problem_card
from judge.storage import problems

MOST_VERSIONS = 4096  # about 2 KiB each; a catalogue with more problems stays right, and gets slower
PAGE = 50
MINUTES = ("15", "30", "60")  # up to so many
KEYS = ("track", "skill", "difficulty", "stack", "minutes", "state")
DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for; empty means any. A value that no problem has finds none."""

    words: str = ""
    track: str = ""
    skill: str = ""
    difficulty: str = ""
    stack: str = ""
    minutes: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class TrackCount:
    """A track among what was found, however much of it is on this page."""

    track: str
    problems: int
    solved: int


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what was found."""

    cards: tuple[ProblemCard, ...]
    found: int
    page: int  # 1 is the first
    pages: int
    tracks: tuple[TrackCount, ...]
    options: Mapping[str, Mapping[str, int]]  # by filter: how many each of its values would find beside the others


class Shelf:
    """Cards of published versions. A version never changes, so that its card is made once; threads may share it."""

    def __init__(self, most: int = MOST_VERSIONS) -> None:
        self._most = most
        self._lock = Lock()
        self._cards: OrderedDict[str, ProblemCard] = OrderedDict()

    def cards(self, session: Session) -> list[ProblemCard]:
        """Every listed problem as nobody has solved it, by track, then difficulty."""
        ids = problems.current_version_ids(session)
        with self._lock:
            known = {version_id: self._cards[version_id] for version_id in ids if version_id in self._cards}
        missing = [version_id for version_id in ids if version_id not in known]
        # Outside of the lock: two that miss the same version parse it twice, and nobody waits for the database.
        made = (
            {row.id: problem_card(row, None) for row in problems.versions_for_lists(session, missing)}
            if missing
            else {}
        )
        known |= made
        with self._lock:
            for version_id, card in known.items():
                self._cards[version_id] = card
                self._cards.move_to_end(version_id)
            while len(self._cards) > self._most:
                self._cards.popitem(last=False)
        return sorted((card for card in known.values() if card.is_listed), key=in_order)


def in_order(card: ProblemCard) -> tuple[str, int, int, str, str]:
    """Where a problem stands in the catalogue: by track, difficulty, length and title."""
    return card.track, level(card), card.minutes, card.title, card.slug


def level(card: ProblemCard) -> int:
    """How hard, as a number: 0 is easy."""
    return DIFFICULTIES.index(card.difficulty)


def find(cards: Sequence[ProblemCard], filters: Filters, page: int = 1) -> Findings:
    """The page of the cards that hold every word and have every given value, and what the other values would find."""
    wanted = {key: value for key, value in asdict(filters).items() if key in KEYS and value}
    words = filters.words.lower().split()
    options: dict[str, Counter[str]] = {key: Counter() for key in KEYS}
    found = []
    for card in cards:
        if not all(word in _searchable(card) for word in words):
            continue
        missed = [key for key, value in wanted.items() if value not in _values(card, key)]
        if not missed:
            found.append(card)
        # A card that only one filter keeps out is what another value of that filter would find.
        for key in KEYS if not missed else missed if len(missed) == 1 else ():
            options[key].update(_values(card, key))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = tuple(found[(page - 1) * PAGE : page * PAGE])
    return Findings(shown, len(found), page, pages, _tracks(found), options)


def _values(card: ProblemCard, key: str) -> tuple[str, ...]:
    """Under which values of a filter a problem is found."""
    match key:
        case "skill":
            return card.skills
        case "stack":
            return tuple(stack.name for stack in card.stacks)
        case "minutes":
            return tuple(most for most in MINUTES if card.minutes <= int(most))
        case _:
            return (str(getattr(card, key)),)


def _searchable(card: ProblemCard) -> str:
    skills = (skill.replace("-", " ") for skill in card.skills)
    return " ".join((card.title, card.summary, *card.skills, *skills, *(stack.title for stack in card.stacks))).lower()


def _tracks(found: Sequence[ProblemCard]) -> tuple[TrackCount, ...]:
    every = Counter(card.track for card in found)
    solved = Counter(card.track for card in found if card.state == "solved")
    return tuple(TrackCount(track, number, solved[track]) for track, number in every.items())
