"""Where somebody stands and could go on: skills by what was shown in them, and one suggestion with its reason.

Pure rules over the catalogue's rows. The same rows give the same suggestion, and it asks for nothing: whoever chooses
another problem is followed there. No streaks, no deadlines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from judge.cards import ProblemCard
from judge.shelf import in_order, level

ENOUGH = 3  # solved at one level of a track: the next level is suggested


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill over all problems that ask for it."""

    skill: str
    earned: int  # points of the best submissions
    possible: int  # points of all these problems
    solved: int
    tried: int  # those solved included
    problems: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One problem, and why this one."""

    card: ProblemCard
    reason: str


def skills(cards: Iterable[ProblemCard]) -> tuple[SkillLine, ...]:
    """Every skill of the catalogue: those that something was tried in first, the most shown before the others."""
    by_skill: dict[str, list[ProblemCard]] = {}
    for card in cards:
        for skill in dict.fromkeys(card.skills):
            by_skill.setdefault(skill, []).append(card)
    lines = [_line(skill, own) for skill, own in by_skill.items()]
    return tuple(sorted(lines, key=lambda line: (not line.tried, -line.earned / line.possible, line.skill)))


def next_step(cards: Sequence[ProblemCard]) -> Suggestion | None:
    """What to do next, None when everything is solved.

    An unsolved problem comes first for as long as nothing else was handed in since; then its track goes on at the same
    level or the next one; then another track; at last what was tried and left.
    """
    new = sorted((card for card in cards if card.state == "new"), key=in_order)
    tried = [card for card in cards if card.tried_at is not None and card.state != "read"]  # given up: not asked again
    last = max(tried, key=lambda card: (card.tried_at, card.slug), default=None)
    if last is None:
        return _first(new)
    if last.state != "solved":
        return Suggestion(last, _unfinished(last))
    here = [card for card in new if card.track == last.track]
    if here:
        return _onward(last, here, [card for card in cards if card.track == last.track])
    if new:
        return _elsewhere(last, new, cards)
    left = [card for card in tried if card.state != "solved"]
    best = max(left, key=lambda card: (_share(card), card.slug), default=None)
    return Suggestion(best, _unfinished(best)) if best else None


def _line(skill: str, cards: Sequence[ProblemCard]) -> SkillLine:
    return SkillLine(
        skill=skill,
        earned=sum(card.best_score or 0 for card in cards),
        possible=sum(card.best_max or card.max_score for card in cards),
        solved=sum(card.state == "solved" for card in cards),
        tried=sum(card.tried_at is not None for card in cards),
        problems=len(cards),
    )


def _first(new: Sequence[ProblemCard]) -> Suggestion | None:
    easiest = min(new, key=lambda card: (level(card), card.minutes, in_order(card)), default=None)
    if easiest is None:
        return None
    return Suggestion(easiest, f"A place to begin: {easiest.difficulty}, and about {easiest.minutes} minutes long.")


def _onward(last: ProblemCard, here: Sequence[ProblemCard], track: Sequence[ProblemCard]) -> Suggestion:
    """The track's next problem: as hard as the last one, or harder once enough of those are solved."""
    solved = [card for card in track if card.state == "solved"]
    wanted = level(last) + (sum(level(card) == level(last) for card in solved) >= ENOUGH)
    card = min(here, key=lambda card: (level(card) < wanted, abs(level(card) - wanted), in_order(card)))
    hardest = max(map(level, solved))
    step = "is the next step in difficulty" if level(card) > hardest else "is the next one"
    return Suggestion(card, f"You have solved {_of(solved, track)}; this one {step}.")


def _elsewhere(last: ProblemCard, new: Sequence[ProblemCard], cards: Sequence[ProblemCard]) -> Suggestion:
    """The easiest new problem of the track that least is solved of."""
    tracks = {card.track: [other for other in cards if other.track == card.track] for card in new}
    solved = {name: [card for card in track if card.state == "solved"] for name, track in tracks.items()}
    name = min(tracks, key=lambda name: (len(solved[name]) / len(tracks[name]), name))
    card = next(card for card in new if card.track == name)
    before = f"You have tried everything in {last.track.capitalize()}"
    if not solved[name]:
        return Suggestion(card, f"{before}; {name.capitalize()} begins with this one.")
    return Suggestion(card, f"{before}, and have solved {_of(solved[name], tracks[name])}; this one is the next there.")


def _unfinished(card: ProblemCard) -> str:
    if card.best_score is None or not card.best_max:
        return "You have begun this one."
    return f"You tried this one and reached {card.best_score} of {card.best_max} points."


def _of(solved: Sequence[ProblemCard], track: Sequence[ProblemCard]) -> str:
    return f"{len(solved)} of {len(track)} in {track[0].track.capitalize()}"


def _share(card: ProblemCard) -> float:
    return (card.best_score or 0) / (card.best_max or card.max_score)
