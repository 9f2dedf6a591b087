"""`judge images`: builds the sandbox's images, those that changed."""

import contextlib
from collections.abc import Callable

from rich.console import Console

from judge.settings import Settings
from sandbox.docker import DockerEngine
from sandbox.images import build_images


def build(engine: DockerEngine, settings: Settings, say: Callable[[str], None]) -> dict[str, str]:
    """Image id by name, after building what is missing or has changed."""
    settings.caches.mkdir(parents=True, exist_ok=True)
    return build_images(
        engine,
        say,
        base_image=settings.base_image,
        cache_dir=settings.caches,
        extra_ca=settings.extra_ca,
    )


def images() -> None:
    """Builds the sandbox's images; only what changed."""
    console = Console(highlight=False)
    with contextlib.closing(DockerEngine()) as engine:
        built = build(engine, Settings.from_env(), lambda line: console.print(line, markup=False, soft_wrap=True))
    for name, image_id in sorted(built.items()):
        console.print(f"{name:14} {image_id.removeprefix('sha256:')[:12]}")
