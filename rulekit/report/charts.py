"""Vega-Lite specs: rows with fixed field names -> plain data for draw.js. Names from the data are values, never fields.

The fields: `x` a place, `y` a number, `s` a series (its name), `o` the order of stacking, `tip` what a pointer reads, `p` whether
the period is partial. Colours are names of the style sheet, so that light, dark and print need no second drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Spec = dict[str, Any]
Colours = Mapping[str, str]
"""The series in their order, each with the name of its colour."""

BLUE, ORANGE, GREEN, RED, VIOLET, OLIVE = (f"c{number}" for number in range(1, 7))
"""Names of the style sheet. Red is for what is lost, green for what brings somebody back."""

FORMATS = {"ratio": ".0~%", "money": "$,.0~f", "count": ",.0~f", "points": ",.0~f", "days": ",.0~f", "score": ",.1~f"}
FINE = {"money": ("$,.2f", 10), "ratio": (".1~%", 0.06)}
"""Units that need more decimals on the axis where no value reaches a bound."""

SHADES = {"domain": [0, 1], "range": [0.06, 0.6]}
"""How a share is shaded, so that its number can be read on it."""

ROW_HEIGHT = 30
FEW_BARS, WIDEST_BAR = 4, 56
LABEL_ROOM = 1.15
"""How far the axis goes beyond the longest bar, so that its number has room."""
PLOT_HEIGHT = 240


def bars(rows: Sequence[Row], unit: str, series: Colours) -> Spec:
    """Stacked bars over time; what lies below zero hangs down. A partial period is paler."""
    encoding = _over_time(rows, unit) | _coloured(series)
    encoding["order"] = {"field": "o", "type": "quantitative"}
    encoding["opacity"] = {"condition": {"test": "datum.p", "value": 0.45}, "value": 1}
    is_few = len({row["x"] for row in rows}) <= FEW_BARS
    return _spec(rows, {"type": "bar", "width": WIDEST_BAR if is_few else {"band": 0.72}}, encoding, height=PLOT_HEIGHT)


def lines(rows: Sequence[Row], unit: str, series: Colours) -> Spec:
    """Lines over time, with a gap where a figure cannot be observed."""
    mark = {"type": "line", "strokeWidth": 2.5, "point": {"size": 42, "filled": True}}
    return _spec(rows, mark, _over_time(rows, unit) | _coloured(series), height=PLOT_HEIGHT)


def area(rows: Sequence[Row], unit: str, series: Colours) -> Spec:
    """A level over time, such as points that are open. Where the period is not over, the point is hollow."""
    encoding = _over_time(rows, unit) | _coloured(series)
    level = {"mark": {"type": "area", "fillOpacity": 0.22, "line": {"strokeWidth": 2.5}}}
    hollow = {"condition": {"test": "datum.p", "value": "var(--paper)"}}
    point = {
        "mark": {"type": "point", "size": 42, "strokeWidth": 2.5, "opacity": 1},
        "encoding": {"fill": encoding["color"] | hollow},
    }
    return {"data": {"values": list(rows)}, "height": PLOT_HEIGHT, "encoding": encoding, "layer": [level, point]}


def ranking(rows: Sequence[Row], unit: str, series: Colours) -> Spec:
    """Bars that lie, one place below the other, in the order of the rows; where these have a `label`, it stands at the end."""
    encoding: Spec = {
        "y": {"field": "x", "type": "nominal", "sort": None, "axis": {"title": None, "domain": False}},
        "x": {"field": "y", "type": "quantitative", "axis": _axis(rows, unit) | {"labelFlush": False}},
        "order": {"field": "o", "type": "quantitative"},
        "tooltip": {"field": "tip", "type": "nominal"},
    } | _coloured(series)  # fmt: skip
    height = len({row["x"] for row in rows}) * ROW_HEIGHT
    bar = {"type": "bar", "height": {"band": 0.68}}
    if not all("label" in row for row in rows):
        return _spec(rows, bar, encoding, height=height)
    encoding["x"] |= {"scale": {"domainMax": max(row["y"] for row in rows) * LABEL_ROOM, "nice": False}}
    label = {
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 12},
        "encoding": {"text": {"field": "label", "type": "nominal"}, "color": {"value": "var(--ink)"}},
    }
    return {"data": {"values": list(rows)}, "height": height, "encoding": encoding, "layer": [{"mark": bar}, label]}


def columns(rows: Sequence[Row], unit: str, across: str) -> Spec:
    """Bars that stand, each with its number on top (`label`); `across` says what stands below them."""
    encoding: Spec = {
        "x": {"field": "x", "type": "nominal", "sort": None, "axis": {"title": across, "labelAngle": 0, "labelLimit": 110}},
        "y": _upright(rows, unit),
        "tooltip": {"field": "tip", "type": "nominal"},
    }
    bar = {"mark": {"type": "bar", "width": {"band": 0.6}, "color": f"var(--{BLUE})"}}
    label = {
        "mark": {"type": "text", "dy": -8, "fontWeight": 600, "color": "var(--ink)"},
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }
    return {"data": {"values": list(rows)}, "height": PLOT_HEIGHT, "encoding": encoding, "layer": [bar, label]}


def heat_map(rows: Sequence[Row], places: Sequence[int], cohorts: int, across: str) -> Spec:
    """Cohorts from top to bottom, periods since the first purchase from left to right; `y` is a share, `label` its text.

    Where the period is not over, the cell is pale and has an edge.
    """
    encoding = {
        "x": {
            "field": "x", "type": "ordinal", "sort": list(places),
            "axis": {"title": across, "titleAnchor": "start", "orient": "top", "labelAngle": 0, "domain": False, "ticks": False},
        },
        "y": {"field": "s", "type": "nominal", "sort": None, "axis": {"title": None, "domain": False, "ticks": False}},
        "tooltip": {"field": "tip", "type": "nominal"},
    }  # fmt: skip
    shade = {
        "mark": {"type": "rect", "color": f"var(--{BLUE})", "cornerRadius": 3},
        "encoding": {
            "fillOpacity": {
                "field": "y",
                "type": "quantitative",
                "legend": None,
                "scale": SHADES,
            },
            "stroke": {"condition": {"test": "datum.p", "value": f"var(--{BLUE})"}, "value": "var(--paper)"},
            "strokeWidth": {"condition": {"test": "datum.p", "value": 1}, "value": 2},
            "opacity": {"condition": {"test": "datum.p", "value": 0.55}, "value": 1},
        },
    }
    label = {
        "mark": {"type": "text", "fontSize": 11, "color": "var(--ink)"},
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }
    return {"data": {"values": list(rows)}, "height": max(2, cohorts) * 26, "encoding": encoding, "layer": [shade, label]}


def _upright(rows: Sequence[Row], unit: str) -> Spec:
    """The axis of values that stand."""
    return {"field": "y", "type": "quantitative", "scale": {"nice": True}, "axis": _axis(rows, unit)}


def _over_time(rows: Sequence[Row], unit: str) -> Spec:
    axis = {"title": None, "labelAngle": 0, "labelOverlap": "parity", "labelSeparation": 3, "labelPadding": 10, "ticks": False}
    return {
        "x": {"field": "x", "type": "ordinal", "sort": None, "axis": axis},
        "y": _upright(rows, unit),
        "tooltip": {"field": "tip", "type": "nominal"},
    }


def titled(spec: Spec, title: str | None, axis: str = "y") -> Spec:
    """The spec with a title on the axis of its numbers, above an upright one, where it can be read without turning the head."""
    place = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -16} if axis == "y" else {}
    found: Spec = spec["encoding"][axis]["axis"]
    encoding = spec["encoding"] | {axis: spec["encoding"][axis] | {"axis": found | {"title": title} | place}}
    return spec | {"encoding": encoding}


def _coloured(series: Colours) -> Spec:
    """The legend stands above the chart, as text of the page."""
    scale = {"domain": list(series), "range": [f"var(--{colour})" for colour in series.values()]}
    return {"color": {"field": "s", "type": "nominal", "scale": scale, "legend": None}}


def _axis(rows: Sequence[Row], unit: str) -> Spec:
    whole = {"tickMinStep": 1} if unit in ("count", "points") else {}
    return {"title": None, "format": _format(rows, unit), "tickCount": 5, "labelOverlap": "greedy"} | whole


def _format(rows: Sequence[Row], unit: str) -> str:
    most = max((abs(row["y"]) for row in rows if row["y"] is not None), default=0)
    fine, bound = FINE.get(unit, ("", 0))
    return fine if most < bound else FORMATS[unit]


def _spec(rows: Sequence[Row], mark: Spec, encoding: Spec, height: int) -> Spec:
    return {"data": {"values": list(rows)}, "height": height, "mark": mark, "encoding": encoding}
