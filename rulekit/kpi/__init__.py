"""Key performance indicators: events and, where there is one, a program's entries -> exact figures by period and segment."""

from rulekit.kpi.assumptions import Assumptions
from rulekit.kpi.catalogue import Kpi, catalogue
from rulekit.kpi.figure import Figure
from rulekit.kpi.measure import measure
from rulekit.kpi.warehouse import Warehouse, of_folder, of_ledger, of_result

__all__ = ["Assumptions", "Figure", "Kpi", "Warehouse", "catalogue", "measure", "of_folder", "of_ledger", "of_result"]
