"""Keys of a program as people call them, in German and in other English words -> the key; only ever used to say what to write."""

from __future__ import annotations

_CALLED = {
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
    "rewards": (
        "Prämien", "Prämie", "Praemien", "Belohnungen", "Belohnung", "Gutscheine", "Geschenke", "prizes", "vouchers", "gifts",
        "coupons",
    ),
    "tier": ("level", "status", "Stufe", "Status"),
    "given": ("when", "events", "happens", "scenario", "if", "Gegeben", "Wenn"),
    "expect": ("then", "expected", "expects", "result", "outcome", "should be", "Erwartet", "Dann"),
    "purchase": ("buys", "bought", "spend", "spends", "spent", "pay", "paid", "pays", "sale", "order", "Kauf", "Einkauf"),
    "refund": ("returns", "gives back", "Rückgabe", "Retoure"),
    "redeem": ("redeems", "cashes in", "Einlösung"),
    "enrol": ("joins", "joined", "registers", "signs up", "sign up", "Anmeldung"),
    "activity": ("does", "action", "Aktivität"),
    "use": ("uses", "used"),
    "leave": ("leaves", "cancels"),
    "adjust": ("correction", "Korrektur"),
    "stacking": ("Kombination", "Kombinationen"),
    "kind": ("Art", "Typ"),
    "price": ("Preis",),
    "worth": ("Wert",),
    "cost": ("Kosten",),
    "valid": ("expires", "validity", "Gültig", "Gültigkeit"),
    "copay": ("Zuzahlung",),
    "minimum basket": (
        "Mindestbestellwert", "Mindesteinkauf", "Mindestumsatz", "minimum", "minimum order", "minimum spend", "minimum purchase",
        "min basket",
    ),
    "unit": ("Einheit",),
    "decimals": ("Nachkommastellen", "Dezimalstellen"),
    "value": ("Wert",),
    "rounding": ("Rundung",),
    "available": ("Verfügbar",),
    "expires": ("expiry", "valid", "Verfall", "Ablauf", "Verfällt", "Läuft ab"),
    "refunds": ("Rückgaben", "Retouren", "Erstattungen"),
    "on": ("Bei", "Auslöser", "trigger", "event"),
    "give": ("Gib", "Gutschrift", "gives", "award", "awards", "reward", "then"),
    "if": ("Wenn", "Falls", "Bedingung", "when", "condition", "where", "only if"),
    "at": ("Zeiten", "days", "hours", "times", "weekdays", "Wochentage", "when"),
    "lines": ("Zeilen", "Positionen", "Artikel"),
    "from": ("Von", "Ab"),
    "until": ("Bis", "to"),
    "limit": ("Grenze", "Begrenzung", "Höchstens", "maximum", "max", "at most", "cap"),
    "full at": ("Voll", "Voll bei"),
    "stamp": ("Stempel",),
    "overflow": ("Überlauf", "Übertrag"),
    "then": ("Danach", "Dann"),
    "count": ("Zähle", "Zählt"),
    "gifts": ("Geschenke", "Prämien"),
    "levels": ("Stufen",),
    "reach": ("goal", "target", "Ziel"),
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
    for key, words in _CALLED.items():
        if key in known and folded in (word.casefold() for word in words):
            return key
    return None
