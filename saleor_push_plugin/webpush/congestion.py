"""How many requests a push service gets at once, and when it is left alone.

Additive increase, multiplicative decrease, as TCP does it: an answer earns room for one more,
trouble halves the room. Trouble and nothing else several times in a row opens the circuit: then the
service is left alone for a while, and a single request tries whether it is over.
"""

from dataclasses import dataclass

START, MOST = 16, 400
BREAK_AFTER = 10
FIRST_REST, LONGEST_REST = 5.0, 120.0


@dataclass(kw_only=True)
class Pace:
    most: int = MOST
    room: float = START
    _failures: int = 0
    _rests: int = 0
    # Answers still to come that were asked for before the last halving: they halve no further.
    _forgiven: int = 0

    @property
    def limit(self) -> int:
        return max(1, int(self.room))

    def succeeded(self) -> None:
        self._failures = self._rests = 0
        self._forgiven = max(0, self._forgiven - 1)
        self.room = min(float(self.most), self.room + 1)

    def stumbled(self) -> float:
        """No answer, or one that blames the service itself; how many seconds to rest now."""
        self._failures += 1
        if self._forgiven > 0:
            self._forgiven -= 1
        else:
            self._forgiven = self.limit
            self.room = max(1.0, self.room / 2)
        if self._failures < BREAK_AFTER:
            return 0.0
        self.begin_anew()
        self._rests = min(self._rests + 1, 10)
        return min(FIRST_REST * 2 ** (self._rests - 1), LONGEST_REST)

    def begin_anew(self) -> None:
        """After a rest one request goes first, and if it fails the rest begins again."""
        self.room, self._failures, self._forgiven = 1.0, BREAK_AFTER - 1, 0
