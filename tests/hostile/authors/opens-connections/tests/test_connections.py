"""Passes as long as nothing answers. The port is that of a listener on the host, put in before the run."""

import pytest

PORT = 0  # replaced by the listener's
socket = __import__("soc" + "ket")
HOSTS = ("172.17.0.1", "10.0.2.2", "192.168.0.1", "169.254.169.254", "8.8.8.8", "host.docker.internal", "HOST")


def answers(host, port):
    try:
        with socket.create_connection((host, port), timeout=0.15):
            return True
    except OSError:
        return False


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_the_host_does_not_answer(app):
    """No address leads out."""
    assert [host for host in HOSTS if answers(host, PORT)] == []


@pytest.mark.criterion("arithmetic")
def test_loopback_is_its_own(app):
    """The listener on the host's loopback is not on this one."""
    assert [host for host in ("127.0.0.1", "::1", "localhost") if answers(host, PORT)] == []


@pytest.mark.criterion("arithmetic")
def test_there_is_no_other_interface(app):
    """There is loopback, and nothing else."""
    try:
        names = [name for _, name in socket.if_nameindex()]
    except OSError:  # not even asking is allowed
        return
    assert names == ["lo"]
