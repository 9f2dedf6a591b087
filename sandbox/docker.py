"""The real engine. The only file that imports docker; none of its errors leaves it.

1. The streams are attached before the start: what is printed first is not lost, and the library's buffered reader,
   which would swallow bytes behind the HTTP header, has nothing to swallow.
2. One thread reads one box. It does not end with the streams, since a program may close them and run on: it then
   waits for the engine's word that the box has ended, so that "end" means that it can be inspected.
3. That word comes from a request that is made before the start. An engine that goes away breaks it off, however soon
   another one answers on the same socket; the new one knows neither what was printed nor who killed the box.
4. The image is looked up in every create: a rebuilt image is used at once, and the lookup costs two milliseconds.
"""

import http.client
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import docker
import docker.errors
import docker.utils
import requests
import urllib3

from sandbox.base import BoxSpec, EngineInfo, Sink
from sandbox.engine_info import engine_info
from sandbox.errors import EngineRefused, EngineUnavailable, ImageBuildFailed, ImageMissing
from sandbox.frames import BrokenFrame, Frames
from sandbox.images import LABEL_IMAGE, LABEL_SOURCES, sources_hash
from sandbox.policy import LABEL_DEADLINE, LABEL_INSTANCE, LABEL_LEASE, LABEL_RUN, options
from sandbox.run import BoxEnd

_CALL_SECONDS = 60  # for one answer of the engine; a loaded machine needs ten for a create
_SEND_SECONDS = 20  # for a box to take what it is sent; the starter reads all of it before anything else
_BUILD_SECONDS = 1800
_SWEEP_GRACE_SECONDS = 30  # past a box's deadline, so that the run's own clean-up comes first
_READ_BYTES = 65_536
_LOG_LINES = 25
_ENDS = ("die", "destroy")
_GONE = (404, 409)  # no such container; not running, or being removed by another call


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turns every error of the engine, its library and the connection into ours, with what was being done."""
    try:
        yield
    except docker.errors.ImageNotFound as error:
        raise ImageMissing(f"{doing}: {error.explanation or error}") from error
    except docker.errors.BuildError as error:
        raise ImageBuildFailed(f"{doing}: {error}") from error
    except docker.errors.APIError as error:
        raise EngineRefused(f"{doing}: {error.explanation or error}") from error
    except docker.errors.DockerException as error:
        # The bare class is what the library raises when it cannot reach the engine at all.
        kind = EngineUnavailable if type(error) is docker.errors.DockerException else EngineRefused
        raise kind(f"{doing}: {error}") from error
    except (docker.errors.StreamParseError, BrokenFrame) as error:
        raise EngineRefused(f"{doing}: {error!r}") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        raise EngineUnavailable(f"{doing}: {error}") from error


class DockerBox:
    """One container with its streams attached. Made by DockerEngine.create."""

    def __init__(self, api: docker.APIClient, container_id: str, events: requests.Response, sink: Sink) -> None:
        self.id = container_id
        self._api = api
        self._events = events
        self._sink = sink
        self._lost = ""
        self._is_killed_by_us = self._is_killed_by_others = False
        self._is_read = threading.Event()
        self._stream = api.attach_socket(container_id, {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
        self._socket: socket.socket = getattr(self._stream, "_sock", self._stream)
        self._socket.settimeout(None)  # silence is no fault; deadlines are the slot's
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _SEND_SECONDS, 0))
        threading.Thread(target=self._read, name=f"box-{container_id[:12]}", daemon=True).start()

    def start(self) -> None:
        """Starts the program; it waits for its files."""
        with translated("starting a box"):
            self._api.start(self.id)

    def send(self, data: bytes) -> None:
        """Writes to stdin. A box that has ended takes nothing; its end tells why."""
        with translated("sending to a box"):
            try:
                self._socket.sendall(data)
            except OSError as error:
                # A closed or broken connection is the box's end; a full one is an engine that reads no more.
                if isinstance(error, BlockingIOError):
                    raise

    def kill(self) -> None:
        """Kills every process in the box; none can survive or refuse."""
        self._is_killed_by_us = True
        with translated("killing a box"), _unless_gone():
            self._api.kill(self.id)

    def end(self) -> BoxEnd | None:
        """How it ended, or None while it runs. Raises when the engine, not the box, ended it."""
        self._require_engine()
        with translated("inspecting a box"):
            state = self._api.inspect_container(self.id)["State"]
        if state["Running"]:
            return None
        end = BoxEnd(exit_code=state["ExitCode"], out_of_memory=bool(state["OOMKilled"]))
        if not end.out_of_memory and not self._is_killed_by_us:
            self._blame_killer(end)
        return end

    def remove(self) -> None:
        """Kills and removes; nothing of the box is left."""
        self._is_killed_by_us = True
        with translated("removing a box"), _unless_gone():
            self._api.remove_container(self.id, force=True, v=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _require_engine(self) -> None:
        if self._lost and not self._is_killed_by_us:
            raise EngineUnavailable(f"the engine went away during the run: {self._lost}")

    def _blame_killer(self, end: BoxEnd) -> None:
        # A program may send itself SIGKILL, or exit with 137: its own fault. The engine tells the signals that it was
        # asked to send, and a shutdown of the engine is among them: then the run must be repeated. The exit code says
        # nothing, since a program may catch a signal and end with 0.
        if not self._is_read.wait(_CALL_SECONDS):
            raise EngineUnavailable("the engine does not tell who ended a box")
        self._require_engine()
        if self._is_killed_by_others:
            raise EngineRefused(f"a box was killed from outside (exit {end.exit_code})")

    def _read(self) -> None:
        frames = Frames()
        lost = "its reader broke"
        try:
            with translated("reading from a box"):
                while data := self._socket.recv(_READ_BYTES):
                    for name, piece in frames.feed(data):
                        self._sink(name, piece)
                self._hear_end()
            lost = ""
        except (EngineUnavailable, EngineRefused) as error:
            lost = str(error)
        finally:
            self._lost = lost
            self._is_read.set()
            self._sink("end", b"")
            self._events.close()
            self._stream._response.close()  # noqa: SLF001 - where the library keeps the connection of an attach
            self._socket.close()

    def _hear_end(self) -> None:
        """The engine's events up to the box's end, or to its removal when it was never started."""
        for line in self._events.iter_lines():
            if json.loads(line)["Action"] in _ENDS:
                return
            self._is_killed_by_others = True
        raise EngineUnavailable("the engine has no more events")


class DockerEngine:
    """A Docker engine over its API."""

    def __init__(self, base_url: str | None = None) -> None:
        with translated("connecting to the engine"):
            where = {"base_url": base_url} if base_url else docker.utils.kwargs_from_env()
            # "auto": the oldest engine in use speaks 1.41, the newest refuses it.
            self._api = docker.APIClient(version="auto", timeout=_CALL_SECONDS, max_pool_size=64, **where)
            # For what takes minutes.
            self._slow = docker.APIClient(version=self._api.api_version, timeout=_BUILD_SECONDS, **where)

    def close(self) -> None:
        """Closes the connections."""
        self._api.close()
        self._slow.close()

    def create(self, spec: BoxSpec, sink: Sink) -> DockerBox:
        """A box with its streams attached, not started."""
        body = options(spec) | {"Image": self.image_id(spec.image)}
        with translated(f"creating the {spec.role}'s box"), ExitStack() as undo:
            container_id = self._api.create_container_from_config(body)["Id"]
            undo.callback(self._api.remove_container, container_id, force=True, v=True)
            events = undo.enter_context(self._events_of(container_id))
            box = DockerBox(self._api, container_id, events, sink)
            undo.pop_all()
            return box

    def _events_of(self, container_id: str) -> requests.Response:
        """Who asks for the box's end, and the end itself, as the engine tells them."""
        wanted = {"container": [container_id], "event": ["kill", *_ENDS]}
        # "since" brings also what happens before the engine has begun to listen for us.
        asked = {"since": 1, "filters": docker.utils.convert_filters(wanted)}
        api = self._api
        response: requests.Response = api._get(api._url("/events"), params=asked, stream=True)  # noqa: SLF001 - events() waits for ever
        api._raise_for_status(response)  # noqa: SLF001
        api._disable_socket_timeout(api._get_raw_response_socket(response))  # noqa: SLF001 - silence is no fault
        return response

    def image_id(self, name: str) -> str:
        """The newest image built from exactly the sources that this program came with."""
        wanted = {"label": [f"{LABEL_IMAGE}={name}", f"{LABEL_SOURCES}={sources_hash(name)}"]}
        with translated(f"looking for the image {name}"):
            found = self._api.images(filters=wanted)
        if not found:
            raise ImageMissing(f"the image {name} has not been built from these sources")
        return str(max(found, key=lambda image: image["Created"])["Id"])

    def info(self) -> EngineInfo:
        """What the engine is."""
        with translated("asking the engine what it is"):
            info, version = self._api.info(), self._api.version()
        return engine_info(info, version)

    def sweep(self, instance: str, is_live: Callable[[str, int], bool], now: float) -> list[str]:
        """Removes this installation's boxes whose run is not live or whose deadline passed; returns their ids."""
        removed = []
        with translated("looking for left boxes"):
            found = self._api.containers(all=True, filters={"label": [f"{LABEL_INSTANCE}={instance}"]})
        for container in found:
            labels = container["Labels"]
            is_late = now > int(labels.get(LABEL_DEADLINE, "0")) + _SWEEP_GRACE_SECONDS
            if is_late or not is_live(labels.get(LABEL_RUN, ""), int(labels.get(LABEL_LEASE, "0"))):
                with translated("removing a left box"), _unless_gone():
                    self._api.remove_container(container["Id"], force=True, v=True)
                removed.append(str(container["Id"]))
        return removed

    def find_image(self, reference: str) -> str | None:
        """The id of a local image by its tag, or None."""
        with translated(f"looking for {reference}"):
            try:
                return str(self._api.inspect_image(reference)["Id"])
            except docker.errors.NotFound:
                return None

    def pull(self, reference: str) -> None:
        """Fetches an image from its registry."""
        repository, tag = docker.utils.parse_repository_tag(reference)
        with translated(f"pulling {reference}"):
            _raise_reported(self._slow.pull(repository, tag=tag or "latest"), f"pulling {reference}")

    def import_image(self, archive: Path, reference: str) -> None:
        """Makes an image of one layer from a root file system's tar archive."""
        repository, tag = docker.utils.parse_repository_tag(reference)
        with translated(f"importing {reference}"):
            answer = self._slow.import_image_from_file(str(archive), repository=repository, tag=tag)
        _raise_reported(answer, f"importing {reference}")

    def build(self, context: BinaryIO, tag: str, arguments: Mapping[str, str], labels: Mapping[str, str]) -> str:
        """Builds a tar archive with a Dockerfile; returns the image's id. The last lines are the error's message."""
        log: deque[str] = deque(maxlen=_LOG_LINES)
        with translated(f"building {tag}"):
            stream = self._slow.build(
                fileobj=context,
                custom_context=True,
                tag=tag,
                buildargs=dict(arguments),
                labels=dict(labels),
                rm=True,
                forcerm=True,
                decode=True,
            )
            has_failed = False
            for message in stream:  # to its end, also after an error: else the connection is left open
                text = str(message.get("stream") or message.get("error") or "")
                log.extend(line for line in text.splitlines() if line)
                has_failed = has_failed or "error" in message
        if has_failed:
            raise ImageBuildFailed(f"building {tag}:\n" + "\n".join(log))
        image_id = self.find_image(tag)
        if image_id is None:
            raise ImageBuildFailed(f"building {tag}: the engine reported no error and made no image")
        return image_id


def _raise_reported(answer: str, doing: str) -> None:
    """An error in the middle of the engine's work comes in a line of an answer that began well."""
    for line in answer.splitlines():
        if line.strip() and "error" in (said := json.loads(line)):
            raise EngineRefused(f"{doing}: {said['error']}")


@contextmanager
def _unless_gone() -> Iterator[None]:
    """What was to be ended has already ended."""
    try:
        yield
    except docker.errors.APIError as error:
        if error.status_code not in _GONE:
            raise
