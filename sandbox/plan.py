"""What one run will make and send; all that can be refused is refused before a box exists."""

import secrets

from sandbox.crew import Member
from sandbox.errors import BadJob
from sandbox.inside import stream
from sandbox.run import Job
from sandbox.services import files_for_tester, job_for_starter, job_for_tester, services_of
from sandbox.stacks import Stack

TABLES = "tables"  # what the tester makes in a service before the submission begins


class Plan:
    """The boxes beside the tester, what each is sent, and what comes before the submission. Raises BadJob."""

    def __init__(self, job: Job, stack: Stack, *, tester_waits_seconds: float) -> None:
        services = services_of(job)
        self.job = job
        self.nonce = secrets.token_hex(16)
        self.services = [member.role for member in services.boxes]
        self.comes_first = {*self.services, TABLES} if job.kind == "service" and self.services else {*self.services}
        self.joining = list(services.boxes)
        if job.kind == "service":
            self.joining.append(Member("submission", stack.image, job.limits))
        asked = job_for_tester(job, stack, services, nonce=self.nonce, start_seconds=tester_waits_seconds)
        files = [(file.path, file.content) for file in (*job.files, *services.files)]
        try:
            self.for_tester = stream.pack(asked, files_for_tester(job))
            self.for_submission = stream.pack(job_for_starter(stack, services), files)
        except stream.Refused as error:
            raise BadJob(str(error)) from None
