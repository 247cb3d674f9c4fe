"""Which tests each host runs, and in how many processes.

What does not depend on the host (unit, wire and browser tests) runs once, in the sandbox.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from tools.slices import Slice

SANDBOX = "sandbox"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one pytest process runs."""

    host: str
    name: str
    tests: tuple[str, ...]
    slices: tuple[Slice, ...] = ()
    # For browsers, programs and clocks, mostly: it runs beside those that compute.
    waits: bool = False

    @property
    def key(self) -> str:
        """For files and databases."""
        return f"{self.host}_{self.name}".replace("/", "_of_").replace(" ", "_").lower()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    hosts: tuple[str, ...] = ()
    expression: str = ""
    tests: tuple[str, ...] = ()
    seed: int
    quick: bool = False
    whole: bool = False

    def wants(self, host: str) -> bool:
        return host == SANDBOX if self.quick else not self.hosts or host in self.hosts

    @property
    def is_of_all(self) -> bool:
        """Everything everywhere, so that there is something to save."""
        return not (self.hosts or self.expression or self.tests or self.whole)

    def arguments(self, part: Part) -> list[str]:
        chosen = ["-k", self.expression] if self.expression else []
        # Two hosts in the same order would open their browsers at the same moments.
        order = Random(f"{self.seed} {part.key}").randrange(2**32)
        return [f"--randomly-seed={order}", *chosen, *part.tests]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Tests that run together, `shards` processes sharing them."""

    name: str
    tests: tuple[str, ...]
    shards: int = 1
    waits: bool = False
    # Only one share of so many, which the seed chooses.
    of: int = 1
    # Also in a Saleor that takes its share of the suite only.
    always_whole: bool = False


BROWSER = Group(name="browser", tests=("tests/browser",), waits=True)
LIVE = Group(name="live", tests=("tests/live",), waits=True)
GRAPHQL = Group(name="graphql", tests=("tests/graphql", "tests/contract"))
UNIT = Group(name="unit", tests=("tests/unit", "tests/wire"))
IN_SANDBOX = (BROWSER, LIVE, Group(name="db", tests=("tests/db",), shards=3), GRAPHQL, UNIT)
IN_SALEOR = (LIVE, Group(name="db", tests=("tests/db",), shards=2), GRAPHQL)
# The contract with the host's API and hooks is what differs most between versions: all of it.
IN_TURN = (
    LIVE,
    Group(name="db and graphql", tests=("tests/db", "tests/graphql")),
    Group(name="contract", tests=("tests/contract",), always_whole=True),
)
# As long as all others together: two processes, so that no core waits for it at the end.
HALF_OF_ALL = (LIVE, replace(IN_TURN[1], shards=2), IN_TURN[2])
# Beside Saleors that run each test of the shop: enough to notice where the sandbox differs.
BESIDE_SALEORS = (
    BROWSER,
    LIVE,
    Group(name="db and graphql", tests=("tests/db", "tests/graphql"), shards=2, of=3),
    Group(name="contract", tests=("tests/contract",)),
    UNIT,
)
QUICK = (
    Group(name="db", tests=("tests/db",), of=6),
    Group(name="graphql", tests=("tests/graphql",)),
    Group(name="unit", tests=("tests/unit",)),
)


def of_sandbox(wish: Wish, names: Sequence[str] = ()) -> list[Part]:
    """`names`: the Saleors of this run. Where they share the suite, a third is enough."""
    if wish.quick:
        return list(_parts(SANDBOX, QUICK, wish))
    shares = wish.is_of_all and len(_versions(names)) > 1
    return list(_parts(SANDBOX, BESIDE_SALEORS if shares else IN_SANDBOX, wish))


def of_saleors(names: Sequence[str], wish: Wish) -> list[Part]:
    """Each test inside one of the Saleors, which one the seed says; the contract inside all.

    The newest takes half of them, the others share the rest.
    """
    versions = _versions(names)
    shares = _shares(versions, wish.seed) if wish.is_of_all and len(versions) > 1 else {}
    groups = dict.fromkeys(names, IN_SALEOR) | dict.fromkeys(shares, IN_TURN)
    groups |= {versions[-1]: HALF_OF_ALL} if shares else {}
    return [part for n in names for part in _parts(n, groups[n], wish, shares.get(n, ()))]


def _versions(names: Sequence[str]) -> list[str]:
    """Without a Saleor that is named by its source."""
    return [name for name in names if name[0].isdigit()]


def _shares(versions: Sequence[str], seed: int) -> dict[str, tuple[Slice, ...]]:
    *others, newest = versions
    half, turn = seed % 2, seed // 2
    shares: dict[str, tuple[Slice, ...]] = {newest: (Slice(salt="share", index=half, count=2),)}
    for number, name in enumerate(others):
        other_half = Slice(salt="share", index=1 - half, count=2)
        index = (turn + number) % len(others)
        shares[name] = (other_half, Slice(salt="turn", index=index, count=len(others)))
    return shares


def _parts(
    host: str, groups: Sequence[Group], wish: Wish, share: tuple[Slice, ...] = ()
) -> Iterator[Part]:
    for group in _asked_for(groups, wish) if wish.tests else groups:
        own = () if group.always_whole else share or _share(group, wish)
        yield from _shards(host, group, wish, own)


def _asked_for(groups: Sequence[Group], wish: Wish) -> Iterator[Group]:
    """A folder that is asked for runs as it always does; single files run together."""
    rest = {path.rstrip("/") for path in wish.tests}
    for group in groups:
        if here := tuple(path for path in group.tests if path in rest):
            rest -= set(here)
            yield replace(group, tests=here)
    if rest:
        yield Group(name="chosen", tests=tuple(sorted(rest)))


def _shards(host: str, group: Group, wish: Wish, share: tuple[Slice, ...]) -> Iterator[Part]:
    # Few tests are not worth a second process.
    count = 1 if wish.expression else group.shards
    for index in range(count):
        shard = [Slice(salt=f"shard {wish.seed}", index=index, count=count)] if count > 1 else []
        name = f"{_name(group, share)} {index + 1}/{count}" if count > 1 else _name(group, share)
        slices = (*share, *shard)
        yield Part(host=host, name=name, tests=group.tests, slices=slices, waits=group.waits)


def _share(group: Group, wish: Wish) -> tuple[Slice, ...]:
    if group.of == 1:
        return ()
    return (Slice(salt="share", index=wish.seed % group.of, count=group.of),)


def _name(group: Group, share: Sequence[Slice]) -> str:
    """`db share 2 of 4`: the same tests whenever that share runs."""
    number, count = 0, 1
    for one in share:
        number, count = number * one.count + one.index, count * one.count
    return f"{group.name} share {number + 1} of {count}" if share else group.name


def left_out(parts: Sequence[Part]) -> list[str]:
    """Each share that stands for the whole of a folder, so that nobody takes it for all of it."""
    return [f"{part.host}: only {part.name}" for part in parts if " share " in part.name]
