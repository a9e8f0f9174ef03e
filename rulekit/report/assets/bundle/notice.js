// Writes ../NOTICE: every package that is in the bundle, with its licence, as the metafile of the build names them.
const { existsSync, readFileSync, readdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const inputs = Object.entries(JSON.parse(readFileSync("node_modules/bundle.json", "utf8")).outputs["../charts.js"].inputs);
const names = new Set();
for (const [path, { bytesInOutput }] of inputs) {
  const found = bytesInOutput > 0 && path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/);
  if (found) names.add(found[1]);
}
const byLicence = new Map();
for (const name of [...names].sort()) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence file`);
  const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  const packages = byLicence.get(text) ?? [];
  byLicence.set(text, [...packages, `${name} ${version} (${license})`]);
}
const rule = "-".repeat(80);
const parts = [...byLicence].map(([text, packages]) => `${rule}\n${packages.join("\n")}\n\n${text}\n`);
writeFileSync("../NOTICE", `charts.js is a bundle of these packages, unchanged, under the licences below.\n\n${parts.join("\n")}`);
