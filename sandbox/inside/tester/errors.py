"""Every error that a suite can meet through our fixtures, and the outcome that each becomes.

AnswerError
    TooSlow       too_slow      no complete answer within the time
    BadResponse   bad_response  an answer that breaks HTTP, JSON or a cap
    NoAnswer      no_answer     the connection was refused, or closed before the first byte
DeadlinePassed    too_slow      the test itself took too long; not an Exception, so that no suite catches it by mistake
"""


class AnswerError(Exception):
    """The service did not answer as a service must; the text says what it did instead."""

    outcome = "failed"


class TooSlow(AnswerError):
    """No complete answer within the time."""

    outcome = "too_slow"


class BadResponse(AnswerError):
    """An answer that breaks HTTP, JSON or a cap."""

    outcome = "bad_response"


class NoAnswer(AnswerError):
    """The connection was refused, or closed before the first byte."""

    outcome = "no_answer"


class DeadlinePassed(BaseException):
    """Raised in the middle of a test that has used up its time."""
