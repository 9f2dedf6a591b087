"""What may be asked of a gate beyond its rules."""

from dataclasses import dataclass

SLOTS = 2  # runs at a time
FIRST_SLOT = 880  # user ids follow the slot: below what `judge grade` and the doctor take, far above a worker's runs
MOST_SLOTS = 16
MUTANTS = 40


@dataclass(frozen=True, slots=True)
class GateOptions:
    """How much is measured, and how many runs go on at a time. What is not measured is left out of the strength."""

    slots: int = SLOTS
    first_slot: int = FIRST_SLOT
    mutants: int = 0  # at most so many changed references; 0: none
    assertions: bool = False  # whether each assertion is needed
    repeats: int = 5  # runs of each reference


PLAIN = GateOptions()
