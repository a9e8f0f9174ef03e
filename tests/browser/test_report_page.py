"""The report in a browser: charts are drawn, nothing is loaded, names stay text, and everybody can read it.

Needs Debian's chromium (`apt-get install -y chromium`) and Playwright; the last test needs axe-core (`npm ci --prefix tests/browser`).
Without them these tests are skipped, saying so.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import rulekit as rk
from rulekit.report import report, variants_report
from rulekit.simulate import Comparison

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
api = pytest.importorskip("playwright.sync_api", reason="Playwright is not here: pip install playwright")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not here: apt-get install -y chromium")

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
MARKS = ".mark-rect path, .mark-rect rect, .mark-symbol path, .mark-line path, .mark-area path"
SHOPS = ("online-retail", "fashion-shop", "bakery", "hostile")
COMPARISONS = ("vip-tiers, side by side", "hostile, side by side")
PAGES = (*SHOPS, *COMPARISONS)


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, hostile_result: Path, hostile_comparison: Comparison
) -> dict[tuple[str, str], Path]:
    """The reports of some shops, and variants of some programs side by side, in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    compared = dict(zip(COMPARISONS, (_variants(ROOT / "examples" / "vip-tiers"), hostile_comparison), strict=True))
    found = {}
    for name in PAGES:
        source = hostile_result if name == "hostile" else None if name in compared else _replayed(ROOT / "examples" / name)
        for lang in ("de", "en"):
            text = variants_report(compared[name], lang) if source is None else report(source, lang)
            found[name, lang] = folder / f"{name}-{lang}.html"
            found[name, lang].write_text(text, encoding="utf-8")
    return found


def _variants(example: Path) -> Comparison:
    """Six variants of an example, by month."""
    program = rk.load(example / "program.yaml")
    values = {f"beans worth {cents} cents": program.with_values({"wallets.beans.value": f"0.0{cents} EUR"}) for cents in range(4, 9)}
    return rk.simulate(rk.read_ledger(example / "ledger.csv"), {"today": program, **values}, by="month")


def _replayed(example: Path) -> rk.Result:
    mapping = example / "mapping.yaml"
    ledger = rk.read_ledger(example / "ledger.csv", mapping=mapping if mapping.exists() else None)
    return rk.replay(rk.load(example / "program.yaml"), ledger)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, files: dict[tuple[str, str], Path]) -> Iterator[Visit]:
    """Open a report, wait until every chart is drawn or has failed, and hold that nothing was complained of or asked for."""
    contexts = []
    complaints: list[str] = []
    asked: list[str] = []

    def open_page(shop: str, lang: str = "en", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(files[shop, lang].as_uri())
        page.wait_for_function("[...document.querySelectorAll('[data-chart]')].every((one) => one.dataset.drawn)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert all(url.startswith("file:///") and url.endswith(".html") for url in asked)
    assert len(asked) == len(contexts)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("shop", PAGES)
def test_every_chart_is_drawn(visit: Visit, shop: str, lang: str) -> None:
    page = visit(shop, lang)
    charts = page.query_selector_all("[data-chart]")
    specs = page.evaluate("JSON.parse(document.getElementById('charts').textContent).charts")
    assert len(charts) == len(specs) >= (3 if shop in COMPARISONS else 8)
    for chart, spec in zip(charts, specs, strict=True):
        assert chart.get_attribute("data-drawn") == "yes"
        assert len(chart.query_selector_all("svg")) == 1
        marks = [one.get_attribute("d") for one in chart.query_selector_all(MARKS)]
        assert len(marks) >= _marks(spec), chart.get_attribute("aria-label")
        assert not [path for path in marks if path and "NaN" in path]


def _marks(spec: dict[str, Any]) -> int:
    """How many bars, cells or points there are at least: one for each row that has a number."""
    return sum(row["y"] is not None for row in spec["data"]["values"])


def test_axes_speak_the_language(visit: Visit) -> None:
    german = visit("online-retail", "de").inner_text("#sales .chart")
    english = visit("online-retail", "en").inner_text("#sales .chart")
    assert "15.000\N{NO-BREAK SPACE}£" in german
    assert "£15,000" in english


def test_a_pointer_reads_the_exact_figure(visit: Visit) -> None:
    page = visit("online-retail")
    bar = page.query_selector("#sales .chart .mark-rect path")
    bar.scroll_into_view_if_needed()
    bar.hover()
    assert page.inner_text(".tip") == "Dec 2010 · Members: £17,638.02"
    page.mouse.move(1, 1)
    assert page.is_hidden(".tip")


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    ("shop", "chart", "before", "name"), [("hostile", "#rules .chart", "", 5), ("hostile, side by side", "#members .chart", "B · ", 7)]
)
def test_attacks_stay_text(visit: Visit, attacks: tuple[str, ...], shop: str, chart: str, before: str, name: int, lang: str) -> None:
    page = visit(shop, lang)
    for element in page.query_selector_all("details"):
        element.evaluate("(one) => { one.open = true; }")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hit") is None
    assert page.title().startswith(attacks[0])
    assert page.evaluate("document.querySelectorAll('main img, main script, main svg [onload], main iframe').length") == 0
    shown = page.evaluate("document.body.textContent")
    assert all(attack in shown for attack in attacks)
    bar = page.query_selector(f"{chart} .mark-rect path")
    bar.scroll_into_view_if_needed()
    bar.hover()
    assert page.inner_text(".tip").startswith(before + attacks[name])
    assert page.evaluate("document.querySelector('.tip').children.length") == 0


def test_the_policy_stops_what_is_not_its_own(browser: Any, files: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    """A proof of the policy itself: a script, a style, an image and a request put into the file do nothing."""
    arrived: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            arrived.append(self.path)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        elsewhere = f"http://127.0.0.1:{server.server_port}/"
        text = files["bakery", "en"].read_text(encoding="utf-8")
        added = f'<script>window.hit = 1</script><img src="{elsewhere}a.png" onerror="window.hit = 2"><main'
        place = tmp_path / "spoiled.html"
        place.write_text(text.replace("<main", added).replace("<h1>", '<h1 style="color: red">'), encoding="utf-8")
        page = browser.new_page()
        page.goto(place.as_uri())
        page.wait_for_timeout(300)
        assert page.evaluate("window.hit") is None
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
        assert page.evaluate(f"fetch('{elsewhere}b', {{ mode: 'no-cors' }}).then(() => 'went out', () => 'stopped')") == "stopped"
        assert arrived == []
        page.close()
        server.shutdown()


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("shop", PAGES)
def test_a_phone_scrolls_downwards_only(visit: Visit, shop: str, lang: str) -> None:
    page = visit(shop, lang, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    for element in page.query_selector_all("details"):
        element.evaluate("(one) => { one.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("window.innerWidth") == PHONE["width"]


@pytest.mark.parametrize("shop", PAGES)
@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "is_mobile": True}], ids=["desktop", "phone"])
def test_no_label_of_an_axis_is_cut_off(visit: Visit, shop: str, options: dict[str, Any]) -> None:
    """Names of periods are long in German, and the last one stands half beyond the last bar."""
    page = visit(shop, "de", **options)
    beyond = page.evaluate("""[...document.querySelectorAll("[data-chart] svg")].flatMap((svg) => {
      const edge = svg.getBoundingClientRect().right + 1;
      const shown = [...svg.querySelectorAll(".role-axis-label text")].filter((one) => getComputedStyle(one).opacity !== "0");
      return shown.filter((one) => one.getBoundingClientRect().right > edge).map((one) => one.textContent);
    })""")
    assert beyond == []


def test_a_phone_stacks_all_figures(visit: Visit) -> None:
    """The name, the last month and the whole time, and what it means below, as wide as the page."""
    page = visit("online-retail", viewport=PHONE, is_mobile=True, has_touch=True)
    page.evaluate("document.querySelectorAll('#figures details').forEach((one) => { one.open = true; })")
    row = page.query_selector("#figures tbody tr")
    cells = [(cell.get_attribute("data-head"), cell.is_visible()) for cell in row.query_selector_all("td")]
    assert cells == [("Oct 2011", False), ("Nov 2011", True), ("Whole time", True), ("What it means", True)]
    name, meaning = row.query_selector("th").bounding_box(), row.query_selector("td:last-child").bounding_box()
    assert meaning["y"] > name["y"] + name["height"]
    assert meaning["width"] > PHONE["width"] * 0.8


def test_dark_and_light_are_two_looks(visit: Visit) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        page = visit("online-retail", color_scheme=scheme)
        paper = page.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor")
        bar = page.evaluate("getComputedStyle(document.querySelector('#sales .chart .mark-rect path')).fill")
        label = page.evaluate("getComputedStyle(document.querySelector('#sales .chart .role-axis-label text')).fill")
        colours[scheme] = (paper, bar, label)
    assert all(light != dark for light, dark in zip(colours["light"], colours["dark"], strict=True))


def test_it_prints_on_paper(visit: Visit) -> None:
    page = visit("online-retail", "de", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('#sales .chart .role-axis-label text')).fill") == "rgb(90, 99, 114)"
    page.emulate_media(media=None)
    pdf = page.pdf(format="A4", print_background=True)
    assert pdf.startswith(b"%PDF")
    assert 6 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 15


def test_paper_has_small_tables_and_what_was_unfolded(visit: Visit) -> None:
    page = visit("online-retail")
    unfolded = "[...document.querySelectorAll('details[open]')].map((one) => one.className)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(page.evaluate(unfolded)) == {"small"}
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(unfolded) == []
    page.emulate_media(media="print")
    assert page.is_hidden("#figures")
    page.evaluate("document.querySelector('#figures details').open = true")
    assert page.is_visible("#figures details[open] table")
    assert page.is_hidden("#figures details:not([open])")


def test_the_keyboard_goes_everywhere(visit: Visit) -> None:
    page = visit("bakery")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    summary = page.query_selector("figure summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('figure details').open")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: npm ci --prefix tests/browser")
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}], ids=["light", "dark", "phone"])
@pytest.mark.parametrize(("shop", "lang"), [("online-retail", "de"), ("fashion-shop", "en"), *((name, "en") for name in PAGES[3:])])
def test_axe_finds_nothing(browser: Any, files: dict[tuple[str, str], Path], shop: str, lang: str, options: dict[str, Any]) -> None:
    context = browser.new_context(**{"viewport": DESKTOP, "bypass_csp": True, **options})
    page = context.new_page()
    page.goto(files[shop, lang].as_uri())
    page.wait_for_function("[...document.querySelectorAll('[data-chart]')].every((one) => one.dataset.drawn)")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
