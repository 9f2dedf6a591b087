"""When a service counts as started."""

import socket
import threading

from sandbox.inside.tester.ready import service_answers, wait_for
from tests.sandbox.inside.hostile import STEP_SECONDS, serving


def address_of(listener):
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_it_takes_a_service_that_closes_its_side_for_ready():
    requests = []
    with serving(requests.append) as url:
        assert wait_for(service_answers(url), 5)
    assert requests == []


def test_it_does_not_take_an_open_port_for_a_service():
    with socket.create_server(("127.0.0.1", 0)) as listener:  # the system accepts; no program ever does
        assert not wait_for(service_answers(address_of(listener)), 0.2)


def test_it_waits_until_somebody_serves_the_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve_late():
            threading.Event().wait(STEP_SECONDS * 10)
            listener.accept()[0].close()

        thread = threading.Thread(target=serve_late)
        thread.start()
        assert wait_for(service_answers(address_of(listener)), 10)
        thread.join()


def test_it_waits_for_a_port_that_is_not_open_yet():
    with socket.socket() as later:
        later.bind(("127.0.0.1", 0))

        def listen_late():
            threading.Event().wait(STEP_SECONDS * 10)
            later.listen()
            later.accept()[0].close()

        thread = threading.Thread(target=listen_late)
        thread.start()
        assert wait_for(service_answers(address_of(later)), 10)
        thread.join()


def test_it_does_not_take_a_crash_for_an_answer():
    # The queue of a server that dies before it has served anybody is reset, not closed.
    listener = socket.create_server(("127.0.0.1", 0))
    asked = service_answers(address_of(listener))
    results = []
    thread = threading.Thread(target=lambda: results.append(asked(5)))
    thread.start()
    threading.Event().wait(STEP_SECONDS * 10)
    listener.close()
    thread.join()
    assert results == [False]


def test_it_gives_up_when_the_time_is_over():
    asked = []
    assert not wait_for(lambda left: bool(asked.append(left)), 0.05)
    assert asked
    assert all(0 < left <= 0.05 for left in asked)
    assert not wait_for(lambda _left: True, 0)
