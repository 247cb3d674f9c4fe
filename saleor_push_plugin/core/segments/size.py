"""How many people a segment has, as somebody may learn it."""

from dataclasses import dataclass

# Who may not read about persons learns sizes in tens: a segment of one person tells about them.
STEP = 10


@dataclass(frozen=True, kw_only=True)
class Size:
    """A number of people, exact or rounded down to a multiple of STEP."""

    people: int
    exact: bool

    @property
    def label(self) -> str:
        """The number as staff read it: `57`, `50+`, `< 10`."""
        if self.exact:
            return str(self.people)
        return f"{self.people}+" if self.people else f"< {STEP}"


def size_for(people: int, *, exact: bool) -> Size:
    """The size for whoever may learn it exactly, or not."""
    return Size(people=people if exact else people // STEP * STEP, exact=exact)
