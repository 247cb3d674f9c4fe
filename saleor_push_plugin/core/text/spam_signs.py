"""What makes a text look like spam: browsers warn of it, hide it, or take the permission away.

Chrome on Android judges title, text and buttons of each notification and may show a warning in
their place. These signs are those that vendors and reporters name: shouting, rows of exclamation
marks, prizes, pressure, and words of a system or its security. Used for warnings, never to reject
a text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .payload import Text

# Of so many letters at least, this share in capitals is shouting (a word such as “SALE” is not).
LEAST_LETTERS, MOST_CAPITALS = 12, 60
MOST_EXCLAMATIONS, MOST_PICTURES = 1, 2
# By language; matched as whole words in any case, without accents.
_PHRASES: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("you have won", "you won", "you've won", "winner", "claim your prize", "free gift card"),
        *("act now", "urgent", "last warning", "final notice", "click here", "tap here"),
        *("virus", "malware", "infected", "security alert", "system update", "your device"),
        *("account suspended", "verify your account", "battery is low", "missed call"),
    ),
    "de": (
        *("sie haben gewonnen", "gewinner", "gewinn abholen", "jetzt handeln", "dringend"),
        *("letzte warnung", "hier klicken", "klicken sie hier", "virus", "schadsoftware"),
        *("sicherheitswarnung", "system-update", "systemaktualisierung", "ihr gerat"),
        *("konto gesperrt", "konto bestatigen", "verpasster anruf"),
    ),
    "fr": (
        *("vous avez gagne", "gagnant", "recuperez votre prix", "agissez maintenant", "urgent"),
        *("dernier avertissement", "cliquez ici", "virus", "logiciel malveillant"),
        *("alerte de securite", "mise a jour du systeme", "votre appareil", "compte suspendu"),
        *("verifiez votre compte", "appel manque"),
    ),
    "es": (
        *("ha ganado", "has ganado", "ganador", "reclame su premio", "actue ahora", "urgente"),
        *("ultimo aviso", "haga clic aqui", "virus", "programa malicioso"),
        *("alerta de seguridad", "actualizacion del sistema", "su dispositivo"),
        *("cuenta suspendida", "verifique su cuenta", "llamada perdida"),
    ),
    "pl": (
        *("wygrales", "wygralas", "wygrana", "zwyciezca", "odbierz nagrode", "dzialaj teraz"),
        *("pilne", "ostatnie ostrzezenie", "kliknij tutaj", "kliknij tu", "wirus"),
        *("zlosliwe oprogramowanie", "alert bezpieczenstwa", "aktualizacja systemu"),
        *("twoje urzadzenie", "konto zawieszone", "zweryfikuj konto", "nieodebrane polaczenie"),
    ),
    "ar": (
        *("لقد ربحت", "ربحت", "الفائز", "استلم جائزتك", "تصرف الان", "عاجل", "اخر تحذير"),
        *("اضغط هنا", "انقر هنا", "فيروس", "تنبيه امني", "تحديث النظام", "جهازك"),
        *("تم تعليق حسابك", "تحقق من حسابك", "مكالمة فائتة"),
    ),
}
_EXCLAMATIONS = "!！¡"
# Letters of NFKD that lose a mark which no decomposition takes off.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "’": "'"})


@dataclass(frozen=True, kw_only=True)
class SpamSign:
    """A sign in the title, body or a button. `length`: how often it is there; `limit`: at most."""

    field: str
    length: int
    limit: int
    message: str
    platform: str = ""


def spam_signs(text: Text) -> list[SpamSign]:
    """Every sign in what a shopper would read."""
    parts = {"title": text.title, "body": text.body, **dict(text.buttons)}
    found = (sign for field, part in parts.items() for sign in _signs(field, part, text.language))
    return list(found)


def _signs(field: str, part: str, language: str) -> Iterator[SpamSign]:
    letters = [char for char in part if char.isupper() or char.islower()]
    capitals = sum(char.isupper() for char in letters)
    if len(letters) >= LEAST_LETTERS and capitals * 100 > len(letters) * MOST_CAPITALS:
        most = len(letters) * MOST_CAPITALS // 100
        yield _sign(field, capitals, most, "It is written in capitals")
    exclamations = sum(part.count(each) for each in _EXCLAMATIONS) - part.count("¡")
    if exclamations > MOST_EXCLAMATIONS:
        yield _sign(field, exclamations, MOST_EXCLAMATIONS, "It has several exclamation marks")
    pictures = sum(unicodedata.category(char) == "So" for char in part)
    if pictures > MOST_PICTURES:
        yield _sign(field, pictures, MOST_PICTURES, "It has many pictures")
    for phrase in _phrases(part, language):
        yield _sign(field, 1, 0, f"“{phrase}” is what spam says")


def _sign(field: str, length: int, limit: int, what: str) -> SpamSign:
    message = f"{what}: browsers may warn of it, and shoppers block the shop."
    return SpamSign(field=field, length=length, limit=limit, message=message)


def _phrases(part: str, language: str) -> Iterator[str]:
    plain = _plain(part)
    for phrase in _PHRASES.get(language.replace("_", "-").partition("-")[0].lower(), ()):
        if re.search(rf"(?<!\w){re.escape(_plain(phrase))}(?!\w)", plain):
            yield phrase


def _plain(text: str) -> str:
    """Lower case, without accents, with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    kept = (char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))
    return " ".join("".join(kept).split())
