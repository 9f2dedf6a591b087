"""What refusals say, and what they keep to themselves."""

import pytest


def visible(reply):
    """All of a reply that a stranger can compare."""
    headers = sorted((name.lower(), value) for name, value in reply.headers.items() if name.lower() != "date")
    return reply.status, headers, reply.text


@pytest.mark.sample
@pytest.mark.criterion("silence")
@pytest.mark.points(1)
def test_an_unknown_user_looks_like_a_wrong_password(accounts):
    """An unknown user and a wrong password get the same status, headers and body."""
    user = accounts.sign_up()
    wrong = accounts.try_login(user["username"], accounts.word())
    unknown = accounts.try_login(accounts.word(), user["password"])
    accounts.refused(wrong, 401, "bad_credentials")
    assert visible(unknown) == visible(wrong)


@pytest.mark.criterion("silence")
@pytest.mark.points(2)
@pytest.mark.hint("Send signs that mean something in SQL wherever a text is expected.")
def test_signs_of_sql_are_answered_like_any_text(accounts):
    """Signs of SQL get the very answer that any other wrong text gets, at every door."""
    user = accounts.sign_up()
    kept = accounts.login(user)["session"]
    wrong_login = accounts.try_login(accounts.word(), accounts.word())
    wrong_token, wrong_session = accounts.try_remembered(accounts.word()), accounts.ask("/me", accounts.word())
    usual = [visible(reply) for reply in (wrong_login, wrong_login, wrong_token, wrong_session)]
    for text in ("'", '"', "\\'", ";", "--", "')", "%s", "{0}", "?", ":token", "1'1"):
        logins = accounts.try_login(text, accounts.word()), accounts.try_login(user["username"], text)
        replies = (*logins, accounts.try_remembered(text), accounts.ask("/me", text))
        assert [visible(reply) for reply in replies] == usual
        accounts.logout(text)
    assert accounts.is_signed_in(kept, user)


@pytest.mark.criterion("silence")
@pytest.mark.points(2)
@pytest.mark.hint("JSON has more than strings. What does the database say to a list?")
def test_other_types_are_refused_in_silence(app, accounts):
    """A field that is missing or no string, or a body that is no object, is answered with 400 and the code alone."""
    user = accounts.sign_up()
    good = {"username": user["username"], "password": user["password"]}
    token = accounts.login(user, remember=True)["remember"]
    for value in (None, 7, True, [], [user["username"]], {"$ne": ""}):
        for path, body in (
            ("/login", {**good, "username": value}),
            ("/login", {**good, "password": value}),
            ("/users", {"username": value, "password": "x"}),
            ("/users", {"username": accounts.word(), "password": value}),
            ("/login/remembered", {"remember": value}),
            ("/login/remembered", {"remember": [token]}),
        ):
            accounts.refused(app.post(path, json=body), 400, "invalid_request")
    for path in ("/login", "/users", "/login/remembered"):
        for body in ([], "text", None, {}):
            accounts.refused(app.post(path, json=body), 400, "invalid_request")


@pytest.mark.criterion("silence")
@pytest.mark.points(1)
@pytest.mark.hint("A constraint has a name, and the name is nobody's business.")
def test_a_taken_name_is_refused_in_silence(app, accounts):
    """A taken username is answered with 409 and the code alone, and its owner stays who they are."""
    for name in (None, f"O'Brien {accounts.word()}", f"{accounts.word()}%\\"):
        user = accounts.sign_up(name)
        reply = app.post("/users", json={"username": user["username"], "password": accounts.word()})
        accounts.refused(reply, 409, "username_taken")
        assert accounts.is_signed_in(accounts.login(user)["session"], user)
