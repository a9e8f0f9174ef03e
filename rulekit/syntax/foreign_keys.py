"""Keys of a program as German speakers write them, and which keys help does not offer yet.

A word of another language -> the key; only ever used to say what to write instead.
"""

from __future__ import annotations

_GERMAN = {
    "program": ("Programm", "Programmname", "Name", "Titel"),
    "currency": ("Währung", "Waehrung"),
    "timezone": ("Zeitzone",),
    "starts": ("Start", "Beginn", "Anfang", "Startdatum"),
    "ends": ("Ende", "Schluss", "Enddatum"),
    "enrolment": ("Anmeldung", "Einschreibung", "Registrierung"),
    "attributes": ("Attribute", "Merkmale", "Eigenschaften", "Felder"),
    "wallets": ("Punkte", "Punktekonto", "Punktekonten", "Konto", "Konten", "Guthaben", "points"),
    "segments": ("Segmente", "Zielgruppen", "Kundengruppen"),
    "tiers": ("Stufen", "Level", "Levels", "Status", "Statusstufen", "Ränge"),
    "rules": ("Regeln", "Regel", "Aktionen"),
    "cards": ("Karten", "Karte", "Stempelkarten", "Stempelkarte", "Stempel", "Treuekarten", "stamp cards"),
    "milestones": ("Meilensteine", "Meilenstein"),
    "challenges": ("Herausforderungen", "Herausforderung"),
    "referral": ("Empfehlung", "Empfehlungen", "Freunde werben", "Weiterempfehlung"),
    "rewards": ("Prämien", "Prämie", "Praemien", "Belohnungen", "Belohnung", "Gutscheine", "Geschenke", "prizes"),
    "stacking": ("Kombination", "Kombinationen"),
    "kind": ("Art", "Typ"),
    "price": ("Preis",),
    "worth": ("Wert",),
    "cost": ("Kosten",),
    "valid": ("Gültig", "Gültigkeit"),
    "copay": ("Zuzahlung",),
    "minimum basket": ("Mindestbestellwert", "Mindesteinkauf", "Mindestumsatz"),
    "unit": ("Einheit",),
    "decimals": ("Nachkommastellen", "Dezimalstellen"),
    "value": ("Wert",),
    "rounding": ("Rundung",),
    "available": ("Verfügbar",),
    "expires": ("Verfall", "Ablauf", "Verfällt", "Läuft ab"),
    "refunds": ("Rückgaben", "Retouren", "Erstattungen"),
    "on": ("Bei", "Auslöser"),
    "give": ("Gib", "Gutschrift"),
    "if": ("Wenn", "Falls", "Bedingung"),
    "lines": ("Zeilen", "Positionen", "Artikel"),
    "from": ("Von", "Ab"),
    "until": ("Bis", "to"),
    "limit": ("Grenze", "Begrenzung", "Höchstens"),
    "full at": ("Voll", "Voll bei"),
    "stamp": ("Stempel",),
    "overflow": ("Überlauf", "Übertrag"),
    "then": ("Danach", "Dann"),
    "count": ("Zähle", "Zählt"),
    "gifts": ("Geschenke", "Prämien"),
    "levels": ("Stufen",),
    "budget": ("Etat",),
    "stock": ("Vorrat", "Bestand", "Lager"),
    "keep": ("Behalten",),
}


def meant(written: str, known: frozenset[str]) -> str | None:
    """The key among `known` that a German word stands for, or None.

    >>> meant("karten", frozenset(["cards", "rules"])), meant("Karten", frozenset(["rules"]))
    ('cards', None)
    """
    folded = written.strip().casefold()
    for key, words in _GERMAN.items():
        if key in known and folded in (word.casefold() for word in words):
            return key
    return None
