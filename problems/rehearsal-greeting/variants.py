"""Another word and another limit for each candidate: an answer that was passed on greets wrongly."""

import random

WORDS = ("Hello", "Welcome", "Good day", "Greetings", "Good morning", "Ahoy", "Salute", "Cheers")


def generate(seed):
    """The word of a greeting, and how long a name may be."""
    limit = 40 if seed == 0 else random.Random(seed).randrange(30, 60, 2)
    return {"word": WORDS[seed % len(WORDS)], "limit": limit}
