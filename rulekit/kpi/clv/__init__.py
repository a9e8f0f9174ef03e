"""Predicted customer lifetime value: a row per customer -> fitted models -> P(alive), purchases and money to expect.

`fit_bg_nbd`, `fit_bg_nbd_map`, `fit_mbg_nbd` or `fit_pareto_nbd` says how often customers will buy, `fit_gamma_gamma` for how
much, each or NotObservable with the reason; `discounted_value` puts both together. The same rows give the same figures: nothing
is drawn by chance.
"""

from rulekit.kpi.clv.bg_nbd import BgNbd, fit_bg_nbd, fit_mbg_nbd
from rulekit.kpi.clv.bg_nbd_map import fit_bg_nbd_map
from rulekit.kpi.clv.customers import Customers
from rulekit.kpi.clv.discounted_value import WEEKS_IN_MONTH, discounted_value
from rulekit.kpi.clv.gamma_gamma import GammaGamma, fit_gamma_gamma
from rulekit.kpi.clv.not_observable import NotObservable
from rulekit.kpi.clv.pareto_nbd import ParetoNbd, fit_pareto_nbd

__all__ = [
    "WEEKS_IN_MONTH",
    "BgNbd",
    "Customers",
    "GammaGamma",
    "NotObservable",
    "ParetoNbd",
    "discounted_value",
    "fit_bg_nbd",
    "fit_bg_nbd_map",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "fit_pareto_nbd",
]
