"""Congestion control for one push service: how many requests it gets at once, and when to pause.

Additive increase, multiplicative decrease, as in TCP: a success widens the window by one, a
failure halves it. A run of failures opens the circuit breaker: nothing is sent for a while, and
then a single request probes the service.
"""

from dataclasses import dataclass

INITIAL_WINDOW, MAX_WINDOW = 16, 400
FAILURES_TO_OPEN = 10
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 120.0


@dataclass(kw_only=True)
class Congestion:
    max_window: int = MAX_WINDOW
    window: float = INITIAL_WINDOW
    _failures: int = 0
    _pauses: int = 0
    # Responses still to come to requests from before the last halving: they do not halve again.
    _forgiven: int = 0

    @property
    def is_probing(self) -> bool:
        """Whether the next request decides about the service."""
        return self.window == 1.0 and self._failures >= FAILURES_TO_OPEN - 1

    @property
    def limit(self) -> int:
        return max(1, int(self.window))

    def succeeded(self) -> None:
        self._failures = self._pauses = 0
        self._forgiven = max(0, self._forgiven - 1)
        self.window = min(float(self.max_window), self.window + 1)

    def failed(self) -> float:
        """Count a failure that the service is to blame for; returns the seconds to pause, or 0."""
        self._failures += 1
        if self._forgiven > 0:
            self._forgiven -= 1
        else:
            self._forgiven = self.limit
            self.window = max(1.0, self.window / 2)
        if self._failures < FAILURES_TO_OPEN:
            return 0.0
        self.probe_next()
        self._pauses = min(self._pauses + 1, 10)
        return min(FIRST_PAUSE * 2 ** (self._pauses - 1), LONGEST_PAUSE)

    def probe_next(self) -> None:
        """After the pause send one request first; if it fails, pause again."""
        self.window, self._failures, self._forgiven = 1.0, FAILURES_TO_OPEN - 1, 0
