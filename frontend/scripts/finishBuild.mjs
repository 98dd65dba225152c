/** Runs after `vite build`: writes the manifest and the licences, compresses, and reports the sizes. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildFirstScript, buildInlineScript, findLooks } from "./firstPage.mjs";
import { packFiles } from "./packed.mjs";
import { hashSources } from "./sources.mjs";
import { readPlainViews } from "./words.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "../prodigy/static");
/** Script on the wire before the first card, as the server sends it to browsers that know Brotli. */
const MAX_SCRIPT_BYTES = 100_000;
/** What every page needs a moment after its first scripts: the font of the text. */
const TEXT_FONT = "assets/lato-latin-400-normal.woff2";
/** That of labels and titles. */
const TITLE_FONT = "assets/roboto-condensed-latin-700-normal.woff2";

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

/** A chunk, the chunks it imports and their styles, without what the page loads anyway. */
function withImports(build, key, known = new Set(initialFiles())) {
  const chunk = build[key];
  if (known.has(chunk.file)) return [];
  known.add(chunk.file);
  const styles = (chunk.css ?? []).filter((path) => !known.has(path));
  styles.forEach((path) => known.add(path));
  return [chunk.file, ...styles, ...(chunk.imports ?? []).flatMap((name) => withImports(build, name, known))];
}

/** What the server lets browsers load early: the parts of each view, and of each language. */
function findPreloads() {
  const path = join(OUT, "build.json");
  const build = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path);
  const collect = (pattern) =>
    Object.fromEntries(
      Object.keys(build)
        .map((key) => [key.match(pattern)?.[1], key])
        .filter(([id, key]) => id && build[key].isDynamicEntry)
        .map(([id, key]) => [id, withImports(build, key)]),
    );
  return {
    views: collect(/^src\/interfaces\/(\w+)\/\w+View\.tsx$/),
    pages: collect(/^src\/owner\/(\w+)\/\w+Page\.tsx$/),
    languages: collect(/^src\/i18n\/(\w+)\.json\?page$/),
    // The rest of the words, and views that do without.
    words: collect(/^src\/i18n\/(\w+)\.json\?rest$/),
    plain: readPlainViews(ROOT),
    always: [TEXT_FONT],
    drawn: [TITLE_FONT],
  };
}

writeLicences();
await buildFirstScript(ROOT, OUT);
const preloads = findPreloads();
const files = listFiles(OUT).filter((path) => path !== "manifest.json");
const sizes = Object.fromEntries(files.map((path) => [path, statSync(join(OUT, path)).size]));
// Not in the manifest: another version of Node may pack them into another number of bytes.
const packed = packFiles(OUT, files);
const looks = { ...(await findLooks(ROOT)), script: await buildInlineScript(ROOT) };
const manifest = { sources: hashSources(ROOT), files: sizes, preloads, looks };
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

const initial = initialFiles().map((path) => [path, packed[path] ?? sizes[path]]);
const sum = (sizes) => sizes.reduce((total, [, size]) => total + size, 0);
const script = sum(initial.filter(([path]) => path.endsWith(".js")));
for (const [path, size] of initial) console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${path}`);
console.log(`${(sum(initial) / 1024).toFixed(1).padStart(8)} KiB  initial, compressed`);
if (script > MAX_SCRIPT_BYTES) {
  console.error(`The first scripts have ${script} bytes, more than ${MAX_SCRIPT_BYTES}.`);
  process.exit(1);
}
