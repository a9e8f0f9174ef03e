// Draws every chart of the page: the specs stand in #charts, their colours are names of the style sheet.
// Nothing is loaded and nothing is evaluated: expressions run in Vega's interpreter.
"use strict";
(() => {
  const { View, parse, loader, compile, expressionInterpreter } = globalThis.rulekitCharts;
  const page = JSON.parse(document.getElementById("charts").textContent);
  const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  const PADDING = 4, LABEL_LIMIT = 190;
  const config = {
    font,
    background: "transparent",
    padding: PADDING,
    autosize: { type: "fit-x", contains: "padding" },
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", titleColor: "var(--muted)", gridColor: { condition: { test: "datum.value === 0", value: "var(--muted)" }, value: "var(--line)" },
      domainColor: "var(--line)", tickColor: "var(--line)",
      labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, labelPadding: 6, titlePadding: 8,
    },
    axisX: { grid: false },
    axisY: { domain: false, ticks: false },
    axisXQuantitative: { grid: true, domain: false, ticks: false },
    text: { font },
  };

  const refuse = () => Promise.reject(new Error("the report loads nothing"));
  const nothing = Object.assign(loader(), { load: refuse, sanitize: refuse, http: refuse, file: refuse });

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);

  function tell(_handler, event, _item, value) {
    tip.hidden = value == null || value === "";
    if (tip.hidden) return;
    tip.textContent = String(value);
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, room))}px`;
    tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 14)}px`;
  }

  function reach(place) {
    const labels = [...place.querySelectorAll(".role-axis-label text")].filter((one) => getComputedStyle(one).opacity !== "0");
    return Math.max(0, ...labels.map((one) => one.getBoundingClientRect().right));
  }

  // Makes room for the last label below a chart, half of which may lie beyond the last bar: fitting does not see it. A narrower chart
  // has narrower bars, so it is measured again.
  async function fit(view, place) {
    for (let right = PADDING, tries = 0; tries < 5; tries += 1) {
      await view.padding({ left: PADDING, top: PADDING, bottom: PADDING, right }).width(place.clientWidth).resize().runAsync();
      const beyond = reach(place) - place.querySelector("svg").getBoundingClientRect().right;
      if (beyond <= 0) return;
      right += Math.ceil(beyond);
    }
  }

  async function draw(place) {
    const spec = { ...page.charts[Number(place.dataset.chart)], width: "container" };
    const labelLimit = Math.max(LABEL_LIMIT, 0.4 * place.clientWidth); // names beside bars: more than half of a phone, else what there is room for
    const program = parse(compile(spec, { config: { ...config, axisY: { ...config.axisY, labelLimit } } }).spec, null, { ast: true });
    const view = new View(program, {
      expr: expressionInterpreter, renderer: "svg", container: place, loader: nothing, locale: { number: page.signs }, tooltip: tell, hover: false,
    });
    await fit(view, place);
    addEventListener("resize", () => fit(view, place));
    place.querySelector("svg").setAttribute("aria-hidden", "true"); // the place says what it shows, and a table stands behind it
    place.dataset.drawn = "yes";
  }

  // On paper nothing can be unfolded: small tables are, what is larger only where somebody did.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details.small:not([open])")];
    unfolded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => unfolded.forEach((one) => { one.open = false; }));

  for (const place of document.querySelectorAll("[data-chart]")) {
    draw(place).catch((problem) => {
      place.dataset.drawn = "no";
      console.error(problem);
    });
  }
})();
