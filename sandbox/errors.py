"""Every error of the sandbox.

SandboxError
    EngineUnavailable   the engine does not answer
    EngineRefused       the engine answered with an error
    ImageMissing        an image has not been built
    ImageBuildFailed    a build ended with an error
    BadJob              a job that can never run (bad names, too large)
"""


class SandboxError(Exception):
    """Base of all: the judge's fault, never the candidate's."""


class EngineUnavailable(SandboxError):
    """The engine does not answer."""


class EngineRefused(SandboxError):
    """The engine answered with an error."""


class ImageMissing(SandboxError):
    """An image has not been built."""


class ImageBuildFailed(SandboxError):
    """A build ended with an error; the last lines of its log are the message."""


class BadJob(SandboxError):
    """A job that can never run, whatever the engine does."""
