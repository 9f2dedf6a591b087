"""Honest users, and a stranger who writes SQL where text is expected."""

import string

import pytest

WORD = string.ascii_lowercase + string.digits
BLANKS = (" ", "\t", "\n", "/**/")
BLANKS_OF_A_HEADER = (" ", "\t", "/**/")


class Accounts:
    """The service as its users see it. A user is a dict of id, username and password."""

    def __init__(self, app, rng):
        self.app, self.rng = app, rng

    def word(self, length=10):
        """A random word that is no SQL."""
        return "q" + "".join(self.rng.choices(WORD, k=length))

    def sign_up(self, username=None, password=None):
        """A new user."""
        username, password = username or self.word(), password or self.word(14)
        reply = self.app.post("/users", json={"username": username, "password": password})
        user = reply.json()
        assert [reply.status, user] == [201, {"id": user.get("id"), "username": username}]
        return {**user, "password": password}

    def try_login(self, username, password, **more):
        """The reply to a login."""
        return self.app.post("/login", json={"username": username, "password": password, **more})

    def login(self, user, *, agent="judge", **more):
        """The body of a login that has to succeed, as this very user."""
        body = {"username": user["username"], "password": user["password"], **more}
        reply = self.app.post("/login", json=body, headers={"User-Agent": agent})
        body = reply.json()
        token = body["remember"] if isinstance(body.get("remember"), str) else "a token"
        expected = {**self.session_of(user, body), "remember": token if more.get("remember") else None}
        assert [reply.status, body] == [200, expected]
        return body

    def session_of(self, user, body):
        """What a login's body says of a session of this user."""
        return {"user": {"id": user["id"], "username": user["username"]}, "session": body.get("session")}

    def try_remembered(self, token):
        """The reply to a remembered login."""
        return self.app.post("/login/remembered", json={"remember": token})

    def come_back(self, user, token, *, agent="judge"):
        """The session of a remembered login that has to succeed, as this very user."""
        reply = self.app.post("/login/remembered", json={"remember": token}, headers={"User-Agent": agent})
        body = reply.json()
        assert [reply.status, body] == [200, self.session_of(user, body)]
        return body["session"]

    def ask(self, path, session):
        """The reply to a question that needs a session."""
        return self.app.get(path, headers={"Authorization": f"Bearer {session}"})

    def logout(self, session):
        """Asserts that a logout is answered as agreed."""
        assert self.app.post("/logout", headers={"Authorization": f"Bearer {session}"}).status == 204

    def is_signed_in(self, session, user):
        """Whether a session is open; if it is, it has to be this user's."""
        reply = self.ask("/me", session)
        if reply.status == 200:
            assert reply.json() == {"id": user["id"], "username": user["username"]}
            return True
        self.refused(reply, 401, "not_signed_in")
        return False

    def agents(self, session):
        """The agents of the user's sessions, which have to come in the order of their ids."""
        reply = self.ask("/sessions", session)
        sessions = sorted(reply.json().get("sessions", []), key=lambda entry: entry["id"])
        expected = [{"id": entry["id"], "agent": entry["agent"]} for entry in sessions]
        assert [reply.status, reply.json()] == [200, {"sessions": expected}]
        return [entry["agent"] for entry in sessions]

    def refused(self, reply, status, code):
        """Asserts that a request got the agreed refusal and not a word more."""
        assert [reply.status, reply.json()] == [status, {"error": code}]

    def disguised(self, statement, blanks=BLANKS):
        """The SQL with other blanks and its upper-case words in other cases, so that no list of words will do."""
        words = [self._mixed(word) if word.isupper() else word for word in statement.split(" ")]
        parts = [words[0], *(self.rng.choice(blanks) + word for word in words[1:])]
        return "".join(parts)

    def disguised_for_a_header(self, statement):
        """The same for a place where no line may end."""
        return self.disguised(statement, BLANKS_OF_A_HEADER)

    def _mixed(self, word):
        return "".join(self.rng.choice((letter.lower(), letter)) for letter in word)


@pytest.fixture
def accounts(app, rng):
    """The service as its users see it."""
    return Accounts(app, rng)
