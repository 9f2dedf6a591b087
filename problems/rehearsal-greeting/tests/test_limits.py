"""Blanks and lengths."""

import pytest


@pytest.mark.criterion("limits")
@pytest.mark.points(1)
@pytest.mark.hint("People paste names, and more than names.")
def test_it_takes_the_blanks_around_a_name_away(greeter):
    """Blanks before and after a name do not belong to it."""
    name = greeter.name()
    for text in (f" {name}", f"{name}  ", f"\t{name}\n"):
        assert greeter.greeted(text) == greeter.greeting(name)


@pytest.mark.criterion("limits")
@pytest.mark.points(1)
@pytest.mark.hint("What is left of a name that is nothing but blanks?")
def test_it_takes_blanks_for_no_name(greeter):
    """A name of blanks alone, or none at all, greets the world."""
    for text in ("", " ", "   \t"):
        assert greeter.greeted(text) == greeter.greeting("world")


@pytest.mark.criterion("limits")
@pytest.mark.points(1)
@pytest.mark.hint("How long may a name be?")
def test_it_refuses_a_name_that_is_too_long(app, greeter, variant):
    """A name with more characters than allowed is refused with 422."""
    reply = app.get("/greetings", params={"name": greeter.name(greeter.rng.randint(variant["limit"] + 1, 200))})
    assert [reply.status, reply.json()] == [422, {"error": "name_too_long"}]


@pytest.mark.criterion("limits")
@pytest.mark.points(1)
@pytest.mark.hint("Does the limit itself still fit, and what is it a limit of?")
def test_it_greets_the_longest_name(greeter, variant):
    """A name of exactly the allowed length is greeted."""
    name = greeter.name(variant["limit"])
    for text in (name, f"  {name}  "):
        assert greeter.greeted(text) == greeter.greeting(name)
