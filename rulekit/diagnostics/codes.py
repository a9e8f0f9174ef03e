"""The catalogue of diagnostic codes. A code is never reused; each has a page in docs/errors, whose examples are its tests.

Families: RK1xx reading and syntax, 2xx names, types and units, 3xx program logic, 4xx ledger rows, 5xx limits and run time,
9xx our own bug.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How grave a finding is: an error stops the program from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    code: str
    severity: Severity
    title: str


def _error(code: str, title: str) -> tuple[str, Code]:
    return code, Code(code, Severity.ERROR, title)


def _warning(code: str, title: str) -> tuple[str, Code]:
    return code, Code(code, Severity.WARNING, title)


CODES: dict[str, Code] = dict((
    _error("RK101", "the file cannot be read"),
    _error("RK102", "the file is too large"),
    _error("RK103", "the file is not UTF-8 text"),
    _error("RK104", "a character that cannot be seen"),
    _error("RK105", "nested too deeply"),
    _error("RK106", "too many entries"),
    _error("RK107", "a text is too long"),
    _error("RK108", "the file is empty"),
    _error("RK110", "a tab where spaces are needed"),
    _error("RK111", "an indentation that does not fit"),
    _error("RK112", "a quote that is never closed"),
    _error("RK113", "a bracket without its partner"),
    _error("RK114", "a second colon in one entry"),
    _error("RK115", "a value cannot begin like this"),
    _error("RK116", "text behind a closing quote or bracket"),
    _error("RK117", "an unknown escape"),
    _error("RK118", "a line without its colon"),
    _error("RK119", "YAML that cannot be read"),
    _error("RK120", "a key stands twice"),
    _error("RK121", "more than one document"),
    _error("RK122", "a YAML tag"),
    _error("RK123", "a YAML anchor"),
    _error("RK124", "a YAML alias"),
    _error("RK125", "a YAML merge key"),
    _error("RK126", "a key that is not a name"),
    _error("RK127", "a comma that ends an entry"),
    _error("RK128", "a YAML directive"),
    _warning("RK129", "a comment that may belong to the text"),
    _error("RK130", "an unknown key"),
    _error("RK131", "a missing key"),
    _error("RK132", "a value of the wrong form"),
    _error("RK134", "a key without a value"),
    _error("RK140", "a sentence that cannot be understood"),
    _error("RK141", "a sentence that is too long"),
    _error("RK142", "a sentence that is nested too deeply"),
    _error("RK143", "a decimal comma, or a sign between thousands"),
    _error("RK144", "a sign of another language"),
    _error("RK145", "a text that is never closed"),
    _error("RK146", "a history without its window"),
    _error("RK147", "missing parentheses"),
    _error("RK148", "a currency sign"),
    _error("RK149", "a sentence that stops too early"),
    _error("RK201", "a name that is not declared"),
    _error("RK202", "a name that cannot be used"),
    _error("RK203", "a name that is taken"),
    _error("RK204", "values that cannot be compared"),
    _error("RK205", "a calculation that is not possible"),
    _error("RK206", "a fact that does not exist"),
    _error("RK207", "a fact that is not known here"),
    _error("RK208", "a value that is not among the declared ones"),
    _error("RK209", "a unit that does not fit"),
    _error("RK210", "too many decimals"),
    _error("RK211", "a number out of bounds"),
    _error("RK212", "a word this field does not know"),
    _error("RK213", "not a date"),
    _error("RK214", "an unknown time zone"),
    _error("RK215", "an unknown currency"),
    _error("RK216", "a condition is expected"),
    _error("RK217", "a time window that is not possible"),
    _error("RK218", "an attribute that cannot be declared so"),
    _error("RK219", "a segment with too many parts"),
    _error("RK220", "a text without quotes"),
    _error("RK303", "a rule either gives or multiplies"),
    _error("RK304", "steps that do not rise"),
    _error("RK305", "an end before its beginning"),
    _error("RK306", "bonuses that cannot be multiplied"),
    _error("RK307", "a year cannot be kept while qualified"),
    _error("RK308", "a circle"),
    _error("RK309", "only purchases have this"),
    _error("RK310", "a limit that does not fit here"),
    _error("RK311", "a gift that does not fit here"),
    _error("RK312", "an expiry that does not fit here"),
    _error("RK314", "a ladder that cannot be continued there"),
    _error("RK315", "a choice that cannot be made"),
    _error("RK316", "rules that cannot be compared"),
    _warning("RK317", "a group of one rule"),
    _error("RK318", "bands that cannot be counted"),
    _warning("RK319", "a draw without a seed"),
    _error("RK320", "a birthday that nobody tells"),
    _error("RK321", "a time of the day where there is none"),
    _error("RK322", "a condition on the past that cannot be judged"),
    _error("RK323", "an event that sets off no rule"),
    _error("RK330", "a path that leads nowhere"),
    _error("RK332", "a program to extend that cannot be used"),
    _error("RK333", "programs that extend one another"),
    _error("RK334", "an edition without its first day"),
    _error("RK335", "editions that cannot follow one another"),
    _error("RK340", "an event of a test that is not clear"),
    _error("RK341", "a member to whom nothing happens"),
    _error("RK342", "a value that an event cannot have"),
    _error("RK343", "an event that belongs to no other"),
    _error("RK345", "a test that fails"),
    _warning("RK346", "a part of the program that no test reaches"),
    _warning("RK347", "a condition that no test sees both ways"),
    _warning("RK348", "a limit that no test goes beyond"),
    _error("RK349", "too little is covered by tests"),
    _error("RK325", "a price at a rate that does not fit"),
    _warning("RK326", "it binds buying, and nobody can buy this"),
    _warning("RK327", "a minimum basket of something that is no voucher"),
    _warning("RK351", "never at work"),
    _warning("RK352", "a condition that is never true"),
    _warning("RK353", "a reward nobody can get"),
    _warning("RK354", "a voucher worth more than the basket it needs"),
    _warning("RK355", "points that expire before they can be used"),
    _warning("RK356", "declared, but never used"),
    _warning("RK357", "a level or challenge nobody can reach"),
    _warning("RK358", "a bonus that multiplies nothing"),
    _warning("RK380", "a section that is replaced as a whole"),
    _warning("RK381", "something the next edition gives up"),
    _warning("RK359", "promotions that overlap"),
    _warning("RK360", "a program too complicated to explain"),
    _warning("RK361", "more points than anybody has"),
    _warning("RK362", "points that buy nothing"),
    _warning("RK363", "a comment to the checker that cannot be understood"),
    _warning("RK364", "an ignore that silences nothing"),
    _warning("RK365", "a finding that cannot be ignored"),
    _warning("RK366", "members who are left out of a choice"),
    _warning("RK367", "late events that are refused all the same"),
    _error("RK401", "an unknown key in a mapping"),
    _error("RK402", "a value of the wrong form in a mapping"),
    _error("RK403", "a setting that a mapping does not know"),
    _error("RK404", "a column the ledger does not have"),
    _error("RK405", "a column that events do not have"),
    _error("RK406", "a sentence of a mapping that cannot be understood"),
    _error("RK407", "a time format that cannot be used"),
    _error("RK408", "an unknown type of event"),
    _error("RK409", "a mapping that contradicts itself"),
    _error("RK410", "a mapping that leaves out what is needed"),
    _error("RK420", "a benchmark that cannot be used"),
    _error("RK901", "a mistake inside rulekit"),
))
