import io
import json
import logging

import pytest
import structlog

from judge.logs import configure_logs


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_before():
    """Logging belongs to the process: what a test configures is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    structlog.contextvars.clear_contextvars()  # what requests of other tests have bound
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def stream():
    return io.StringIO()


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_it_writes_one_json_object_per_event(stream):
    configure_logs(stream=stream)
    structlog.get_logger("judge").info("run judged", run="r1", score=4)
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "run judged", "run": "r1", "score": 4, "level": "info", "logger": "judge"}


def test_it_writes_the_libraries_events_in_the_same_way(stream):
    configure_logs(stream=stream)
    logging.getLogger("gunicorn").warning("worker %s left", 7)
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("worker 7 left", "warning", "gunicorn")


def test_it_lets_nobody_forge_a_second_line(stream):
    configure_logs(stream=stream)
    structlog.get_logger().info("failed", reason='x\n{"event": "run judged", "level": "info"}\u2028\x85y')
    assert len(lines(stream)) == 1


def test_it_adds_what_is_bound_to_the_request(stream):
    configure_logs(stream=stream)
    structlog.contextvars.bind_contextvars(request="q7")
    structlog.get_logger().info("opened")
    assert lines(stream)[0]["request"] == "q7"


def test_it_keeps_a_traceback_in_its_line(stream):
    configure_logs(stream=stream)
    try:
        int("seven")
    except ValueError:
        structlog.get_logger().exception("broke")
    (line,) = lines(stream)
    assert line["exception"].splitlines()[-1].startswith("ValueError: invalid literal")


def test_it_leaves_out_what_is_below_its_level(stream):
    configure_logs("WARNING", stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("other").info("quiet too")
    structlog.get_logger().warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_it_writes_for_eyes_in_a_terminal():
    terminal = Terminal()
    configure_logs(stream=terminal)
    structlog.get_logger().info("run judged", run="r1")
    written = terminal.getvalue()
    assert "run judged" in written
    assert "\x1b[" in written
    assert not written.startswith("{")


def test_it_may_be_configured_again_without_doubling_lines(stream):
    configure_logs(stream=io.StringIO())
    configure_logs(stream=stream)
    structlog.get_logger().info("once")
    assert len(lines(stream)) == 1
