"""Tries to reach an engine, or anything else that manages containers."""

import errno
import os
import socket
import stat
from pathlib import Path

from honest import app, breached

PATHS = (
    "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock",
    "/run/crio/crio.sock", "/run/buildkit/buildkitd.sock", "/run/systemd/private", "/run/dbus/system_bus_socket",
    "/var/lib/kubelet/device-plugins/kubelet.sock", "/run/k3s/containerd/containerd.sock",
)  # fmt: skip
FOLDERS = ("/run/secrets", "/var/run/secrets", "/var/lib/docker", "/var/lib/containerd", "/var/lib/kubelet")
PORTS = (2375, 2376, 2377, 4243, 6443, 9323, 10250, 10255)
REFUSALS = (errno.ENOENT, errno.ECONNREFUSED, errno.ENETUNREACH)


def attempt(family, address):
    """Notes what answers."""
    with socket.socket(family) as connection:
        connection.settimeout(1)
        try:
            connection.connect(address)
        except OSError as error:
            assert error.errno in REFUSALS, (address, error)
        else:
            breached.append(str(address))


for path in PATHS:
    attempt(socket.AF_UNIX, path)
for name in (line.split()[7:] for line in Path("/proc/net/unix").read_text().splitlines()[1:]):
    for abstract in (text for text in name if text.startswith("@")):
        attempt(socket.AF_UNIX, "\0" + abstract[1:])
for host in ("127.0.0.1", "172.17.0.1"):
    for port in PORTS:
        attempt(socket.AF_INET, (host, port))
breached += [folder for folder in FOLDERS if os.path.exists(folder)]
for folder, _folders, files in os.walk("/"):
    for path in (os.path.join(folder, name) for name in files if not folder.startswith(("/proc", "/sys"))):
        if stat.S_ISSOCK(os.lstat(path).st_mode):
            breached.append(path)
breached += [name for name in os.environ if any(word in name for word in ("DOCKER", "KUBERNETES", "CONTAINER"))]
print("breached:", breached, flush=True)
