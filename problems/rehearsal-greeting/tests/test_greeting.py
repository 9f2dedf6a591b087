"""Who is greeted, and how."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("greeting")
@pytest.mark.points(1)
def test_it_greets_by_name(greeter):
    """A name in the query is greeted."""
    name = greeter.name()
    assert greeter.greeted(name) == greeter.greeting(name)


@pytest.mark.sample
@pytest.mark.criterion("greeting")
@pytest.mark.points(1)
def test_it_greets_the_world(app, greeter):
    """Without a name the world is greeted."""
    reply = app.get("/greetings")
    assert [reply.status, reply.json()] == [200, greeter.greeting("world")]


@pytest.mark.criterion("greeting")
@pytest.mark.points(1)
@pytest.mark.hint("Which content type does a JSON reply have?")
def test_it_answers_with_json(app):
    """The reply is JSON and says so."""
    assert app.get("/greetings").content_type == "application/json"


@pytest.mark.criterion("greeting")
@pytest.mark.points(1)
@pytest.mark.hint("Not every name is written with the letters of English.")
def test_it_greets_in_every_script(greeter):
    """Names in other scripts are greeted as they are written."""
    for name in ("Zoë", "Łukasz", "Ирина", "李小龙", "محمد"):
        assert greeter.greeted(name) == greeter.greeting(name)


@pytest.mark.criterion("greeting")
@pytest.mark.points(1)
@pytest.mark.hint("A name may have several words.")
def test_it_keeps_the_blanks_inside_a_name(greeter):
    """Blanks between the words of a name stay."""
    name = f"{greeter.name(4)}  {greeter.name(6)} {greeter.name(3)}"
    assert greeter.greeted(name) == greeter.greeting(name)


@pytest.mark.criterion("greeting")
@pytest.mark.points(1)
@pytest.mark.hint("The reply is JSON, not a page: what has to be escaped in it, and who does that?")
def test_it_keeps_every_sign(greeter):
    """Signs in a name stay as they are."""
    for sign in ("O'Neil", 'the "one"', "a<b>&c", "back\\slash", "50% + 1"):
        assert greeter.greeted(sign) == greeter.greeting(sign)
