"""What honest people do."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
def test_a_user_signs_up_and_in(accounts):
    """A user signs up, signs in, is who they are, and sees their sessions."""
    user = accounts.sign_up()
    session = accounts.login(user, agent="Firefox")["session"]
    assert accounts.is_signed_in(session, user)
    assert accounts.agents(session) == ["Firefox"]
    accounts.refused(accounts.try_login(user["username"], user["password"] + "x"), 401, "bad_credentials")


@pytest.mark.sample
@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
def test_an_apostrophe_belongs_to_a_name(accounts):
    """A user whose name has an apostrophe signs up and in."""
    user = accounts.sign_up(f"O'Brien {accounts.word()}")
    assert accounts.is_signed_in(accounts.login(user)["session"], user)


@pytest.mark.criterion("behaviour")
@pytest.mark.points(2)
@pytest.mark.hint("Nothing in a name is dangerous when a name is never part of a statement.")
def test_a_name_may_have_any_sign(accounts):
    """Names with quotes, percent signs, backslashes, other scripts, or words and signs of SQL sign up and in."""
    word = accounts.word()
    names = (
        *(f'"{word}"', f"`{word}`", f"''{word}''", f"{word}\\", f"\\'{word}", f"_{word}_", f"{word}?", f" {word} "),
        *(f"100% {word} %s %(a)s", f"{{0}} {{}} {word} :name $1 @x", f"<b>{word}</b> &amp; &", f"/* {word} */"),
        *(f"Zoë Ñandú 李 {word} 🦆", f"D\u2019Arcy {word}", f"Union Select {word}", f"{word}' OR '1'='1"),
        f"Drop Table; {word} -- or 1=1",
    )
    for name in names:
        user = accounts.sign_up(name)
        assert accounts.is_signed_in(accounts.login(user)["session"], user)


@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
@pytest.mark.hint("Some characters cannot even be written into a statement.")
def test_a_name_may_have_control_characters(accounts):
    """Names with control characters sign up and in, and without them are other names."""
    word = accounts.word()
    for name in (f"{word}\n{word}", f"{word}\t", f"\x00{word}", f"{word}\x00{word}", f"{word}\x1a\x7f"):
        user = accounts.sign_up(name)
        assert accounts.is_signed_in(accounts.login(user)["session"], user)
        for changed in (word, word + word, name.partition("\x00")[0] + "\x00"):
            accounts.refused(accounts.try_login(changed, user["password"]), 401, "bad_credentials")


@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
@pytest.mark.hint("Which comparison treats two different texts as equal?")
def test_names_are_compared_exactly(accounts):
    """A user is found by the exact name: no pattern, no other case, no blank more or less."""
    word = accounts.word()
    user = accounts.sign_up(f"{word}_Ada")
    upper = accounts.sign_up(f"{word}_ADA", user["password"])
    other = accounts.sign_up(f"{word}xAda")
    for name in (f"{word}%", "%", f"{word}_ada", f" {word}_Ada", f"{word}_Ada ", f"{word}_A_a", f"{word}*"):
        accounts.refused(accounts.try_login(name, user["password"]), 401, "bad_credentials")
    accounts.refused(accounts.try_login(other["username"], user["password"]), 401, "bad_credentials")
    for person in (user, upper, other):
        assert accounts.is_signed_in(accounts.login(person)["session"], person)


@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
@pytest.mark.hint("A password is hashed, so it never needs cleaning.")
def test_a_password_may_have_any_sign(accounts):
    """Passwords of any characters work, and only exactly as they were set."""
    word = accounts.word()
    quoted = (f"it's {word}", f'"{word}" --', f"{word}; DROP TABLE users", f"\\{word}\\'")
    for password in (*quoted, f"%{word}%", f" {word} ", f"密码 {word} é"):
        user = accounts.sign_up(password=password)
        accounts.login(user)
        escaped = (password.replace("'", "''"), password.replace("\\", "\\\\"))
        for changed in (*escaped, password.strip(" %\\';"), f"{password} "):
            if changed != password:
                accounts.refused(accounts.try_login(user["username"], changed), 401, "bad_credentials")


@pytest.mark.criterion("behaviour")
@pytest.mark.points(2)
@pytest.mark.hint("What is kept is what was sent. Escaping belongs to the place where a text is shown.")
def test_an_agent_is_kept_as_it_was_sent(accounts):
    """The agent of a session is shown exactly as it was sent, quotes and all."""
    user = accounts.sign_up()
    word = accounts.word()
    agents = [
        f"Ma'c {word}",
        f'"{word}" (X11; Linux) 100%',
        f"{word} \\ '' %s {{}} ? :a",
        f"<i>{word}</i> & --",
        "'" * 5,
        word * 9,
    ]
    sessions = [accounts.login(user, agent=agent)["session"] for agent in agents]
    assert accounts.agents(sessions[0]) == agents
    assert all(accounts.is_signed_in(session, user) for session in sessions)


@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
@pytest.mark.hint("Use a token as a browser would: again and again, and after a logout.")
def test_a_remembered_user_comes_back(accounts):
    """A token signs in the user to whom it was given, as often as it is used and after a logout."""
    users = [accounts.sign_up() for _ in range(3)]
    logins = [accounts.login(user, remember=True) for user in users]
    accounts.logout(logins[0]["session"])
    for user, login in [*zip(users, logins, strict=True)] * 2:
        assert accounts.is_signed_in(accounts.come_back(user, login["remember"]), user)
    accounts.refused(accounts.try_remembered(accounts.word(40)), 401, "bad_credentials")


@pytest.mark.criterion("behaviour")
@pytest.mark.points(1)
@pytest.mark.hint("A user can be signed in on two devices.")
def test_a_logout_ends_its_own_session(accounts):
    """A logout ends the session that it came with and no other one of the same user."""
    user = accounts.sign_up()
    phone, laptop = (accounts.login(user, agent=agent)["session"] for agent in ("phone", "laptop"))
    accounts.logout(phone)
    for path in ("/me", "/sessions"):
        accounts.refused(accounts.ask(path, phone), 401, "not_signed_in")
    assert accounts.agents(laptop) == ["laptop"]
    accounts.logout(phone)
    accounts.logout(accounts.word(32))
    assert accounts.is_signed_in(laptop, user)
