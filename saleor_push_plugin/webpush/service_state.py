"""What the answers of one push service say about it: its pace, pauses, and who may probe it."""

import logging
from collections import deque
from datetime import timedelta

from ..core.outcome import Quarantining, Retry, SendOutcome, Sent
from ..core.reason import Reason
from ..core.service_health import Witnesses
from .congestion import Congestion
from .in_flight import Job

logger = logging.getLogger(__name__)


class ServiceState:
    def __init__(self, origin: str) -> None:
        self._origin, self._congestion, self._witnesses = origin, Congestion(), Witnesses()
        # The persons whose pushes failed since the last accepted push.
        self._failed = set[str]()
        self._probe: Job | None = None

    @property
    def limit(self) -> int:
        """How many requests it gets at once."""
        return self._congestion.limit

    def next_job(self, queue: deque[Job]) -> Job:
        """Take the first; to probe the service, the first whose browser worked before."""
        if not self._congestion.is_probing:
            return queue.popleft()
        others = {"", *self._failed}
        self._probe = next((job for job in queue if job.message.witness not in others), queue[0])
        queue.remove(self._probe)
        return self._probe

    def record(self, job: Job, outcome: SendOutcome) -> timedelta | None:
        """Learn from an answer; most say nothing. Returns how long to pause, or None."""
        if isinstance(outcome, Sent):
            self._failed.clear()
            self._witnesses.heard.clear()
            self._congestion.succeeded()
            return None
        if isinstance(outcome, Retry):
            return self.record_failure(outcome.reason) if self._is_new(job) else None
        return self._record_refusal(job, outcome) if isinstance(outcome, Quarantining) else None

    def record_failure(self, reason: Reason) -> timedelta | None:
        """Count a failure of the service, as one to connect; returns how long to pause, or None."""
        pause = self._congestion.failed()
        if not pause:
            return None
        logger.warning("nothing is sent to %s for %s s: %s", self._origin, pause, reason)
        return timedelta(seconds=pause)

    def _record_refusal(self, job: Job, outcome: Quarantining) -> timedelta | None:
        if agreed := self._witnesses.hear(job.message.witness, outcome, job.batch.now):
            self._congestion.probe_next()
            return agreed.wait
        # A browser that worked before was to probe the service, and is refused as well.
        is_proof = job is self._probe and job.message.witness
        return self.record_failure(Reason.PUSH_SERVICE_PAUSED) if is_proof else None

    def _is_new(self, job: Job) -> bool:
        """Whether the failure of a request says something new about the service.

        A server error, a reset or no answer may be that of one path, which the browser chooses.
        """
        witness = job.message.witness
        known = not witness or witness in self._failed
        self._failed.add(witness)
        return not known
