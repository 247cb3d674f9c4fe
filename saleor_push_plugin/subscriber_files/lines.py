"""Reads a file of subscriptions record by record, with its number, in little memory.

CSV with a header, or JSON: an array of objects, or one object after the other. Either may be
compressed (.gz). A record of CSV has the number of the line it begins at; one of JSON is counted,
because an array may be one line.
"""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

# A record that is longer is none.
LONGEST_RECORD = 64 * 1024
_CHUNK = 256 * 1024
_BETWEEN = re.compile(r"[ \t\r\n,\[\]]*")
# Where a record may begin after one that is not JSON; an object inside of it has a name before.
_NEXT = re.compile(r"[,\[\n]\s*(?={)")
# What is kept of the text in which no record begins: the next piece may go on there.
_TAIL = 256
_DECODER = json.JSONDecoder()
LINE, RECORD = "line", "record"


class NoSubscriptionsError(ValueError):
    """The file cannot be read, or holds no subscriptions; the message says why."""


# Its number, and the record or what is wrong with it.
Line = tuple[int, Mapping[str, Any] | str]


def read(path: Path) -> Iterator[Line]:
    """Yield the number of each record, and the record or what is wrong with it.

    Raises NoSubscriptionsError.
    """
    try:
        with _open(path) as file:
            first = file.read(1)
            rest = _Joined(first, file)
            yield from _json(rest) if first in _OPENS else _csv(rest)
    except (OSError, EOFError) as error:
        raise _unreadable(path, error) from None


def unit(path: Path) -> str:
    """What the records of a file are counted in: LINE or RECORD. Raises NoSubscriptionsError."""
    try:
        with _open(path) as file:
            return RECORD if file.read(1) in _OPENS else LINE
    except (OSError, EOFError) as error:
        raise _unreadable(path, error) from None


_OPENS = ("[", "{")


def _unreadable(path: Path, error: Exception) -> NoSubscriptionsError:
    reason = getattr(error, "strerror", None) or "it is damaged"
    return NoSubscriptionsError(f"{path} cannot be read: {reason}.")


def _open(path: Path) -> IO[str]:
    raw: Any = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")


class _Joined:
    """A file of which the first character was read; as an iterator its lines."""

    def __init__(self, first: str, file: IO[str]) -> None:
        self._first, self._file = first, file

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._first + self._file.readline()
        self._first = ""
        if not line:
            raise StopIteration
        return line

    def read(self, size: int) -> str:
        text, self._first = self._first + self._file.read(size), ""
        return text


def _csv(file: _Joined) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_RECORD)
    reader = csv.reader(_without_nul(file))
    header = [name.strip().lower() for name in next(reader, [])]
    if not {"endpoint", "identifier"} & set(header):
        raise NoSubscriptionsError("The file has no column “endpoint” or “identifier”.")
    while True:
        begin = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begin, f"It is not CSV: {error}."
            continue
        if len(row) > len(header):
            yield begin, "It has more cells than the header."
        elif row:
            yield begin, dict(zip(header, row, strict=False))


def _without_nul(file: _Joined) -> Iterator[str]:
    """csv refuses NUL on some Pythons; the field is then wrong anyway."""
    return (line.replace("\0", "\ufffd") for line in file)


def _json(file: _Joined) -> Iterator[Line]:
    yield from enumerate(_values(file), start=1)


def _values(file: _Joined) -> Iterator[Mapping[str, Any] | str]:
    """The records, or what is wrong with each; after one that is not JSON the next is sought."""
    text, at, is_lost, ends = "", 0, False, False
    while not ends:
        piece = file.read(_CHUNK)
        text, ends = text[at:] + piece, not piece
        at = 0 if is_lost else _between(text, 0)
        while True:
            if is_lost:
                is_lost, at = _next(text, at)
            record, end = (None, 0) if is_lost else _decoded(text, at)
            # What ends where the text does may go on in the next piece.
            if at < end and (end < len(text) or ends):
                yield record if isinstance(record, dict) else "It is no object."
                at = _between(text, end)
            elif not is_lost and _is_none(text, at, ends=ends):
                yield "It is not JSON."
                is_lost = True
            else:
                break


def _is_none(text: str, at: int, *, ends: bool) -> bool:
    """Whether what is no value there is none with what follows either."""
    return len(text) - at > LONGEST_RECORD or (ends and at < len(text))


def _next(text: str, at: int) -> tuple[bool, int]:
    """Whether no record begins after there, and where one does or may."""
    found = _NEXT.search(text, at)
    return found is None, found.end() if found else max(at, len(text) - _TAIL)


def _between(text: str, at: int) -> int:
    """Where what separates records ends."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _decoded(text: str, at: int) -> tuple[object, int]:
    """The value that begins there, and where it ends; (None, 0) if none does."""
    try:
        return _DECODER.raw_decode(text, at) if at < len(text) else (None, 0)
    except (ValueError, RecursionError):
        return None, 0
