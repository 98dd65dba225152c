/** Runs after `vite build`: writes the manifest and the licences, and reports the sizes. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { hashSources } from "./sources.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "../prodigy/static");
/** The first request of a page: markup, script and styles, without fonts. */
const MAX_INITIAL_BYTES = 110 * 1024;

function listFiles(folder, prefix = "") {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .flatMap((entry) => {
      const path = prefix + entry.name;
      return entry.isDirectory() ? listFiles(folder, `${path}/`) : [path];
    })
    .sort();
}

/** Everything that `dependencies` brings into the bundle, directly or not. */
function listPackages() {
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  const found = new Map();
  const visit = (name) => {
    const folder = join(ROOT, "node_modules", name);
    if (found.has(name) || !existsSync(folder)) return;
    const info = read(join(folder, "package.json"));
    found.set(name, { name, folder, version: info.version, license: info.license });
    Object.keys(info.dependencies ?? {}).forEach(visit);
  };
  Object.keys(read(join(ROOT, "package.json")).dependencies).forEach(visit);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(join(folder, file), "utf8").trim() : "";
}

function writeLicences() {
  const parts = listPackages().map(({ name, version, license, folder }) =>
    [`${name} ${version} (${license})`, licenceText(folder)].filter(Boolean).join("\n\n"),
  );
  const intro = "The web app contains the following works of others, each under its own licence.";
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  writeFileSync(join(OUT, "THIRD_PARTY_LICENSES.txt"), [intro, ...parts].join(rule) + "\n");
}

/** What index.html names, and what those scripts import statically. */
function initialFiles() {
  const html = readFileSync(join(OUT, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1]);
  const seen = new Set(["index.html"]);
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    if (!path.endsWith(".js")) return;
    const code = readFileSync(join(OUT, path), "utf8");
    for (const match of code.matchAll(/(?:^|[;\n}])import(?:[^"'();]*?from)?\s*["']\.\/([^"']+)["']/g)) {
      visit(`assets/${match[1]}`);
    }
  };
  named.forEach(visit);
  return [...seen];
}

writeLicences();
const files = listFiles(OUT).filter((path) => path !== "manifest.json");
const sizes = Object.fromEntries(files.map((path) => [path, statSync(join(OUT, path)).size]));
const manifest = { sources: hashSources(ROOT), files: sizes };
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

const gzipped = initialFiles().map((path) => [path, gzipSync(readFileSync(join(OUT, path))).length]);
const total = gzipped.reduce((sum, [, size]) => sum + size, 0);
for (const [path, size] of gzipped) console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${path}`);
console.log(`${(total / 1024).toFixed(1).padStart(8)} KiB  initial, gzipped`);
if (total > MAX_INITIAL_BYTES) {
  console.error(`The initial bundle is larger than ${MAX_INITIAL_BYTES / 1024} KiB.`);
  process.exit(1);
}
