"""Which column of a foreign header means what, by common English and German names: names -> roles. A guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rulekit.ledger.mapping_keys import PREFIXES, TARGETS

NAMES: dict[str, tuple[str, ...]] = {
    "event_id": (
        "eventid", "invoiceno", "invoicenumber", "invoiceid", "invoice", "receiptno", "receiptnumber", "receiptid", "receipt",
        "orderid", "orderno", "ordernumber", "transactionid", "transactionno", "basketid", "ticketid", "ticketno",
        "bonnr", "bonnummer", "bonid", "bon", "belegnr", "belegnummer", "beleg", "rechnungsnr", "rechnungsnummer", "rechnung",
        "bestellnr", "bestellnummer", "bestellung", "auftragsnummer", "transaktionsnummer", "kassenbon",
    ),
    "at": (
        "at", "datetime", "timestamp", "invoicedate", "orderdate",
        "transactiondatetime", "transactiontimestamp", "purchasedate",
        "createdat", "soldat", "saledate", "transactiondate", "date", "time",
        "zeitpunkt", "zeitstempel", "datumuhrzeit", "datumzeit",
        "kaufdatum", "bestelldatum", "rechnungsdatum", "belegdatum", "buchungsdatum", "datum", "zeit", "stichtag",
    ),
    "clock": ("transactiontime", "ordertime", "saletime", "time", "uhrzeit", "zeit", "kaufzeit"),
    "member_id": (
        "memberid", "memberno", "membernumber", "member", "customerid", "customerno", "customernumber", "customer", "clientid",
        "client", "householdkey", "householdid", "cardid", "cardno", "cardnumber", "card", "userid", "kundennummer", "kundennr",
        "kundenid", "kundenr", "kdnr", "kdnummer", "kunde", "kundin", "mitgliedsnummer",
        "mitgliedsnr", "mitglied", "kartennummer", "kartennr", "kundenkarte", "karte",
    ),
    "amount": (
        "amount", "totalamount", "total", "ordertotal", "money", "purchasesum", "salesvalue",
        "sales", "revenue", "paid", "betrag",
        "gesamtbetrag", "summe", "gesamtsumme", "gesamt", "umsatz", "brutto", "bruttobetrag", "zahlbetrag",
        "rechnungsbetrag", "umsatzbrutto", "bruttoumsatz", "betragbrutto", "endbetrag", "wert",
    ),
    "line_amount": (
        "lineamount", "linetotal", "lineitemamount", "positionsbetrag", "zeilenbetrag", "gesamtpreis", "positionssumme",
    ),
    "unit_price": ("unitprice", "priceperunit", "itemprice", "price", "einzelpreis", "stueckpreis", "stkpreis", "preis"),
    "quantity": ("quantity", "qty", "units", "unitssold", "pieces", "menge", "anzahl", "stueck", "stueckzahl", "stk"),
    "sku": (
        "sku", "stockcode", "productid", "productcode", "product", "articleid", "articleno",
        "article", "itemid", "itemcode", "item",
        "ean", "gtin", "artikelnummer", "artikelnr", "artnr", "artikel", "produktnummer", "produktnr", "produkt",
    ),
    "line.category": ("category", "productcategory", "productgroup", "department", "kategorie", "warengruppe", "produktgruppe"),
    "purchase.channel": ("channel", "saleschannel", "kanal", "vertriebskanal"),
    "member.city": ("city", "stadt", "ort", "wohnort"),
    "member.country": ("country", "land"),
    "member.birthday": ("birthday", "birthdate", "dateofbirth", "geburtstag", "geburtsdatum"),
    "member.newsletter": ("newsletter", "newsletteranmeldung"),
    "member.postcode": ("postcode", "zip", "zipcode", "plz", "postleitzahl"),
    "purchase.store": (
        "store", "storeid", "storeno", "shop", "shopid", "branch", "outlet", "location", "filiale", "filialnr", "filialnummer",
        "standort", "laden", "markt", "marktnr", "station", "tankstelle", "niederlassung", "verkaufsstelle",
    ),
    "currency": ("currency", "currencycode", "waehrung"),
    "kind": ("type", "eventtype", "event", "transactiontype", "kind", "vorgang", "vorgangsart", "ereignis", "typ", "buchungsart"),
    "ref": ("ref", "reference", "originalorder", "originalreceipt", "bezug", "referenz", "originalbeleg", "zubeleg"),
    "referred_by": ("referredby", "referrer", "referrerid", "invitedby", "geworbenvon", "werber", "empfohlenvon"),
    "activity": ("activity", "action", "aktivitaet", "aktion"),
    "reward": ("reward", "voucher", "coupon", "praemie", "gutschein", "belohnung", "einloesung"),
    "points": ("points", "punkte"),
    "wallet": ("wallet", "konto", "punktekonto"),
    "reason": ("reason", "grund", "anlass"),
}  # fmt: skip
"""Role -> folded names, the likeliest first. `clock` is a time of day beside a date, `unit_price` a factor of `line_amount`,
`kind` tells types of events apart."""

_MONEY = frozenset(("amount", "line_amount"))

ATTRIBUTE_ROLES = (
    "line.category", "purchase.channel", "purchase.store", "member.city", "member.country", "member.postcode", "member.birthday",
    "member.newsletter",
)  # fmt: skip
"""What is guessed even beside the standard columns."""

TYPED_ROLES = ("activity", "reward", "points", "wallet", "reason")
"""What only events of other types than purchases need, so that it takes a column of types to be guessed."""

TYPES: dict[str, tuple[str, ...]] = {
    "purchase": ("purchase", "sale", "order", "kauf", "einkauf", "verkauf", "bestellung"),
    "refund": ("refund", "return", "storno", "retoure", "rueckgabe", "erstattung", "gutschrift"),
    "enrol": ("enrol", "enroll", "join", "signup", "registration", "anmeldung", "registrierung", "beitritt", "neukunde"),
    "profile": ("profile", "stammdaten", "profil", "aenderung"),
    "activity": ("activity", "action", "aktivitaet", "aktion"),
    "redeem": ("redeem", "redemption", "einloesung", "praemienbezug"),
    "use": ("use", "used", "verwendung", "nutzung"),
    "adjust": ("adjust", "adjustment", "korrektur", "anpassung", "buchung"),
    "leave": ("leave", "cancel", "abmeldung", "kuendigung", "austritt"),
}
"""Types of events -> folded words for them."""

_CURRENCY = re.compile(r"[\s_,(\[/-]*(?:\bin )?(?:EUR|CHF|USD|GBP|euro|€|\$|£)[)\]]*\s*$", re.IGNORECASE)
"""The currency behind the name of a column: `Betrag in €`, `Umsatz (EUR)`."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def guess_roles(columns: Sequence[str]) -> dict[str, str]:
    """The column for each role that one can be guessed for; no column gets two.

    >>> guess_roles(["Bon-Nr", "Datum", "Kundennummer", "Menge", "Einzelpreis", "Bemerkung"])
    {'event_id': 'Bon-Nr', 'at': 'Datum', 'member_id': 'Kundennummer', 'unit_price': 'Einzelpreis', 'quantity': 'Menge'}
    """
    by_folded: dict[str, str] = {}
    for column in columns:
        by_folded.setdefault(folded(column), column)
    for column in columns:
        by_folded.setdefault(folded(_CURRENCY.sub("", column)), column)
    standard = is_standard(columns)
    roles = {column: column for column in columns if column.startswith(PREFIXES) or (standard and column in TARGETS)}
    taken = set(roles)
    for role, names in NAMES.items():
        if role in roles or (standard and role not in ATTRIBUTE_ROLES) or (role in TYPED_ROLES and "kind" not in roles):
            continue
        found = _first(by_folded, names, taken)
        if found is not None:
            roles[role] = found
            taken.add(found)
    return roles


def is_standard(columns: Sequence[str]) -> bool:
    """Whether these are the column names of rulekit itself, so that each means what it says.

    >>> is_standard(["at", "member_id", "amount"]), is_standard(["at", "member", "amount"])
    (True, False)
    """
    return "at" in columns and ("type" in columns or ("member_id" in columns and not _MONEY.isdisjoint(columns)))


def folded(name: str) -> str:
    """A column name without what spellings differ in: capitals, umlauts, blanks and signs.

    >>> folded("Stück-Preis (EUR)"), folded("Invoice No.")
    ('stueckpreiseur', 'invoiceno')
    """
    return re.sub(r"[^a-z0-9]", "", name.casefold().translate(_UMLAUTS))


def _first(by_folded: dict[str, str], names: Iterable[str], taken: set[str]) -> str | None:
    return next((by_folded[name] for name in names if name in by_folded and by_folded[name] not in taken), None)
