"""ISO 4217: currency codes in use, how many decimals each has, and how its amounts are written."""

from __future__ import annotations

from rulekit.values.money import SCALE_DECIMALS, format_units

_TWO = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP
MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD
SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS
VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_OTHER = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: dict[str, int] = dict.fromkeys(_TWO.split(), 2) | {
    code: decimals for decimals, codes in _OTHER.items() for code in codes.split()
}
"""Code to number of decimals, e.g. EUR 2, JPY 0, KWD 3."""


def money_text(minor: int, currency: str, decimals: int = SCALE_DECIMALS) -> str:
    """An amount of 10^-`decimals` of a currency as exact text, without zeros beyond the currency's own decimals.

    >>> money_text(124000, "EUR"), money_text(50000, "JPY"), money_text(12345, "EUR")
    ('12.40', '5', '1.2345')
    """
    whole, _, fraction = format_units(minor, decimals).partition(".")
    fraction = fraction.rstrip("0").ljust(CURRENCIES.get(currency, 2), "0")
    return f"{whole}.{fraction}" if fraction else whole
