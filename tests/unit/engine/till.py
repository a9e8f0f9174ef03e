"""A till for tests of late events (S11): an engine, all it was told, and all entries it ever gave."""

from __future__ import annotations

from generators.compare import differences
from generators.orders import states

from rulekit.diagnostics import Source
from rulekit.engine import Engine, Entry, Outcome
from rulekit.engine.auditor import audit
from rulekit.program.model import Program
from rulekit.semantics.check_program import check_program

HEAD = "program: Late\ncurrency: EUR\ntimezone: Europe/Berlin\nwallets:\n  points: { unit: point/points }\n"
EARNING = "rules:\n  base: { on: purchase, give: 1 point per 1 EUR }\n"

Told = tuple[str | None, int | None, int | None, int | None]


def checked(text: str) -> Program:
    """A program that has to be right."""
    program, findings = check_program(Source("program.yaml", text))
    assert program is not None, [finding.message for finding in findings]
    return program


class Till:
    """Events go in one by one; `settle` compares with what a replay makes of them."""

    def __init__(self, *texts: str) -> None:
        self.programs = [checked(text) for text in texts]
        self.engine = Engine(self.programs)
        self.rows: list[dict[str, str]] = []
        self.entries: list[Entry] = []
        self.day = ""

    def apply(self, event_id: str, at: str, **columns: str) -> Outcome:
        """One event of Anna's in 2024, at ten in the morning; columns as in a ledger."""
        row = {"event_id": event_id, "at": f"2024-{at} 10:00", "member_id": "anna", **columns}
        outcome = self.engine.apply(row)
        assert outcome.status == "created", outcome.rejections
        self.rows.append(row)
        self.entries += outcome.entries
        return outcome

    def buy(self, event_id: str, at: str, amount: str, **columns: str) -> Outcome:
        """A purchase."""
        return self.apply(event_id, at, amount=amount, **columns)

    def advance(self, day: str) -> None:
        """Time goes by."""
        self.day = f"2024-{day}"
        self.entries += self.engine.advance(self.day)

    def balance(self, wallet: str = "points") -> int:
        """Whole points."""
        return int(self.engine.member("anna").wallets[wallet].balance)

    def statuses(self) -> list[str]:
        """What became of each reward."""
        return [one.status for one in self.engine.member("anna").rewards]

    def settle(self) -> None:
        """S11 and I12: the state is that of a replay of all events, and the auditor comes to the same."""
        replayed = Engine(self.programs)
        for row in sorted(self.rows, key=lambda row: row["at"]):
            replayed.apply(row)
        day = max(self.day, *(row["at"][:10] for row in self.rows))
        replayed.advance(day)
        self.entries += self.engine.advance(day)
        assert states(self.engine) == states(replayed)
        self.audited()

    def audited(self) -> None:
        """I12 alone, where a replay would refuse what was redeemed."""
        found = audit(self.entries)
        assert not found.findings
        assert not differences(found, self.engine)


def corrected(outcome: Outcome) -> list[Told]:
    """What corrections say: reason, amount, balance, lot."""
    assert {entry.kind for entry in outcome} == {"correct"}
    return [(entry.reason, entry.amount, entry.balance, entry.lot) for entry in outcome]
