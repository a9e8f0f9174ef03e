// The parts of Vega that draw.js uses. The interpreter stands in for generated code, which the page's policy forbids.
import { View, parse, loader } from "vega";
import { compile } from "vega-lite";
import { expressionInterpreter } from "vega-interpreter";

globalThis.rulekitCharts = { View, parse, loader, compile, expressionInterpreter };
