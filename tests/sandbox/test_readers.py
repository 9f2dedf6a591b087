from sandbox.readers import Readers

FIRST = b'{"starter": "started"}\n'


def events(readers):
    found = []
    while not readers.events.empty():
        event = readers.events.get()
        found.append((event.what, event.role, event.data))
    return found


def test_it_posts_the_testers_lines_and_nothing_else_of_it():
    readers = Readers(1000)
    take = readers.sink("tester")
    take("stdout", b"line\n")
    take("stderr", b"noise")
    assert events(readers) == [("lines", "tester", b"line\n")]
    assert readers.tail("tester") == "noise"


def test_it_posts_no_byte_of_the_submission():
    readers = Readers(1000)
    take = readers.sink("submission")
    take("stdout", FIRST)
    take("stdout", b'{"type": "final"}\n')
    take("stderr", b"Traceback")
    assert events(readers) == [("starter", "submission", b"")]
    assert readers.log() == '{"type": "final"}\nTraceback'


def test_it_posts_one_event_for_endless_output():
    readers = Readers(1000)
    take = readers.sink("submission")
    take("stdout", FIRST)
    for _ in range(100):
        take("stdout", b"y" * 1000)
    assert [what for what, _, _ in events(readers)] == ["starter", "over"]


def test_it_posts_that_a_service_is_ready_and_keeps_the_end_of_what_it_said():
    readers = Readers(1000)
    take = readers.sink("postgres")
    take("stderr", b"ready\n")
    take("stdout", b"x" * 5000 + b"ready\n")
    assert events(readers) == [("ready", "postgres", b"")]
    assert readers.tail("postgres").endswith("xready\n")
    assert len(readers.tail("postgres")) == 2048


def test_it_posts_every_end():
    readers = Readers(1000)
    for role in ("tester", "submission", "postgres"):
        readers.sink(role)("end", b"")
    assert events(readers) == [("end", "tester", b""), ("end", "submission", b""), ("end", "postgres", b"")]


def test_it_closes_the_log_at_a_time():
    readers = Readers(1000)
    take = readers.sink("submission")
    take("stdout", FIRST + b"boot")
    readers.close_log(since=float("inf"))
    take("stdout", b"hidden")
    assert readers.log() == "boot"


def test_it_knows_what_the_starter_said():
    readers = Readers(1000)
    assert readers.starter is None
    readers.sink("submission")("stdout", b'{"starter": "refused", "reason": "no"}\n')
    assert (readers.starter, readers.refusal) == ("refused", "no")


def test_it_gives_the_log_in_parts():
    readers = Readers(1000)
    take = readers.sink("submission")
    take("stdout", FIRST + b"boot\n")
    assert readers.fresh_log() == "boot\n"
    take("stderr", b"more\n")
    assert readers.fresh_log() == "more\n"
    assert readers.log() == "boot\nmore\n"
