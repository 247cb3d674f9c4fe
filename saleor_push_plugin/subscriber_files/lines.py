"""Reads a file of subscriptions record by record, with the line each begins at, in little memory.

CSV with a header, or JSON: an array of objects, or one object after the other. Either may be
compressed (.gz).
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

# A record that is longer is none.
LONGEST_RECORD = 64 * 1024
_CHUNK = 256 * 1024
_BETWEEN = " \t\r\n,[]"


class NoSubscriptionsError(ValueError):
    """The file cannot be read, or holds no subscriptions; the message says why."""


# A record, or what is wrong with the line.
Line = tuple[int, Mapping[str, Any] | str]


def read(path: Path) -> Iterator[Line]:
    """Yield the number of each line at which a record begins, and the record or what is wrong.

    Raises NoSubscriptionsError.
    """
    try:
        with _open(path) as file:
            first = file.read(1).lstrip("\ufeff")
            rest = _Joined(first, file)
            yield from _json(rest) if first in ("[", "{") else _csv(rest)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged"
        raise NoSubscriptionsError(f"{path} cannot be read: {reason}.") from None


def _open(path: Path) -> IO[str]:
    raw: Any = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="")


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
    decoder, text, number = json.JSONDecoder(), "", 1
    while True:
        rest = text.lstrip(_BETWEEN)
        number += text.count("\n", 0, len(text) - len(rest))
        text = rest
        try:
            record, end = decoder.raw_decode(text) if text else (None, 0)
        except (ValueError, RecursionError):
            record, end = None, 0
        # What ends where the text does may go on in the next piece.
        if end and end < len(text):
            yield number, record if isinstance(record, dict) else "It is no object."
            number += text.count("\n", 0, end)
            text = text[end:]
            continue
        if len(text) > LONGEST_RECORD:
            yield number, "It is not JSON."
            text = text.partition("\n")[2]
            number += 1
            continue
        if piece := file.read(_CHUNK):
            text += piece
            continue
        yield from _last(text, number)
        return


def _last(text: str, number: int) -> Iterator[Line]:
    """What is left at the end of the file, line by line if it is no record."""
    decoder = json.JSONDecoder()
    while text := text.lstrip(_BETWEEN):
        try:
            record, end = decoder.raw_decode(text)
            yield number, record if isinstance(record, dict) else "It is no object."
        except (ValueError, RecursionError):
            yield number, "It is not JSON."
            end = text.find("\n") + 1 or len(text)
        number += text.count("\n", 0, end)
        text = text[end:]
