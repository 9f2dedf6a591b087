"""The sandbox's stacks in the words of pages and problems."""

from judge.domain.problem import StackInfo
from sandbox.stacks import load_stacks


def known_stacks() -> dict[str, StackInfo]:
    """What pages say of each stack that the sandbox has, by name."""
    return {
        name: StackInfo(name=name, title=stack.title, language=stack.language) for name, stack in load_stacks().items()
    }
