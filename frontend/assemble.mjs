// Gathers what the pages embed from the installed packages into one folder, without what is not ours to use:
// the GDS Transport typeface, the crown and the crest. Usage: node assemble.mjs NODE_MODULES MACROS TARGET
import { brotliCompressSync, constants } from "node:zlib";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [modules, macros, target] = process.argv.slice(2);
const govuk = join(modules, "govuk-frontend/dist/govuk");
const moj = join(modules, "@ministryofjustice/frontend/moj");

rmSync(target, { recursive: true, force: true });
for (const folder of ["assets/images", "components", "macros", "fixtures"]) {
  mkdirSync(join(target, folder), { recursive: true });
}

// Style sheets: relative addresses, because all assets are served from one folder named by their hash.
function css(from, to) {
  const text = readFileSync(from, "utf8")
    .replace(/@font-face\{[^}]*\}/g, "")
    .replace(/"?GDS Transport"?,\s*arial/g, "arial")
    .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, "none")
    .replace(/url\(\/assets\/images\//g, "url(images/")
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
  if (/GDS Transport|crest\.svg|\/assets\//.test(text)) {
    throw new Error(`${basename(from)} still names the typeface, the crest or an absolute address: look at assemble.mjs`);
  }
  writeFileSync(join(target, "assets", to), text);
  return text;
}
const styles =
  css(join(govuk, "govuk-frontend.min.css"), "govuk-frontend.min.css") +
  css(join(moj, "moj-frontend.min.css"), "moj-frontend.min.css");

const script = readFileSync(join(govuk, "govuk-frontend.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n");
writeFileSync(join(target, "assets/govuk-frontend.min.js"), script);

// Only the images that the style sheets use.
for (const [, name] of styles.matchAll(/url\(images\/([a-z0-9.-]+)\)/g)) {
  cpSync(join(moj, "assets/images", name), join(target, "assets/images", name));
}

// The components' macros, and the fixtures that say what each has to give.
for (const name of readdirSync(join(macros, "components"))) {
  cpSync(join(macros, "components", name, "macro.html"), join(target, "components", `${name}.html`));
  cpSync(join(govuk, "components", name, "fixtures.json"), join(target, "fixtures", `${name}.json`));
}
for (const name of ["attributes.html", "i18n.html", "logo.html"]) {
  cpSync(join(macros, "macros", name), join(target, "macros", name));
}

// The licence (MIT, for all three) asks to be shipped with the copies; only the macros' package contains its text.
const distribution = readdirSync(join(macros, "../..")).find((f) => f.endsWith(".dist-info"));
const mit = readFileSync(join(macros, "../..", distribution, "licenses/LICENSE"), "utf8");
writeFileSync(
  join(target, "assets/licences.txt"),
  "This program contains, under the licence below:\n" +
    "govuk-frontend, Copyright Crown Copyright (Government Digital Service)\n" +
    "@ministryofjustice/frontend, Copyright Crown Copyright (Ministry of Justice)\n" +
    `govuk-frontend-jinja, as follows.\n\n${mit}`,
);

for (const name of readdirSync(join(target, "assets"))) {
  if (!/\.(css|js|txt)$/.test(name)) continue;
  const bytes = readFileSync(join(target, "assets", name));
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  writeFileSync(join(target, "assets", `${name}.br`), brotliCompressSync(bytes, options));
}
