/**
 * What the server needs to know of the looks of the app, to draw the first task before it (prodigy/app/first_page.py):
 * the colours of the themes, and where sizes change. And the page itself, which begins with src/first.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, createServer } from "vite";

const APP = /<script type="module" crossorigin src="(\.\/assets\/app\.js)"><\/script>/;
const STYLE = /\n\s*(<link rel="stylesheet" [^>]*>)/;
const NAME = "first.js";

/** Variables as CSS, without those that others have already. */
function css(variables, known = {}) {
  const rows = Object.entries(variables).filter(([name, value]) => known[name] !== value);
  return rows.map(([name, value]) => `${name}:${value};`).join("");
}

/** The themes by name: all variables, and those that differ with high contrast. */
function findThemes({ resolveTheme, themeVariables, THEMES }) {
  return Object.fromEntries(
    Object.keys(THEMES).map((name) => {
      const theme = resolveTheme({ theme: name });
      const variables = themeVariables(theme);
      const all = `${css(variables)}color-scheme:${variables["--prodigy-scheme"]};`;
      return [name, { all, more: css(themeVariables(theme, {}, true), variables) }];
    }),
  );
}

/** root: The folder of the sources. RETURNS: What goes into the manifest. */
export async function findLooks(root) {
  const server = await createServer({
    root,
    server: { middlewareMode: true, hmr: false, ws: false },
    logLevel: "error",
  });
  try {
    const load = (path) => server.ssrLoadModule(path);
    const { LARGE_TEXT_MAX: large, MEDIUM_TEXT_MAX: medium } = await load("/src/text/textSize.ts");
    const { SEARCH_MIN: search, GROUP_MIN: groups } = await load("/src/ui/labelGroups.ts");
    const { FOCUS_MIN_TOKENS: dims } = await load("/src/interfaces/shared/tokenEditor/useSentenceFocus.ts");
    return { themes: findThemes(await load("/src/theme/index.ts")), sizes: { large, medium, search, groups, dims } };
  } finally {
    await server.close();
  }
}

/** RETURNS: The script that stands in pages with a text on them, see src/inline.ts. */
export async function buildInlineScript(root) {
  const { output } = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: join(root, "src/inline.ts"), output: { format: "iife" } },
    },
  });
  const code = output[0].code.trim();
  // It would end there, or is no longer the few lines that every page can carry.
  if (output.length > 1 || /<\/|<!--/.test(code) || code.length > 2500)
    throw new Error("src/inline.ts can't be in a page");
  return code;
}

/** Builds the script that comes before all others. It shares nothing with them, so that it stands alone. */
export async function buildFirstScript(root, out) {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      outDir: join(out, "assets"),
      emptyOutDir: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: join(root, "src/first.ts"), output: { entryFileNames: NAME } },
    },
  });
  const page = join(out, "index.html");
  const html = readFileSync(page, "utf8");
  if (!APP.test(html) || !STYLE.test(html)) throw new Error("index.html doesn't name app.js and its styles");
  // What is seen first comes first.
  const tags = [
    html.match(STYLE)[1],
    `<script type="module" crossorigin src="./assets/${NAME}"></script>`,
    '<link rel="modulepreload" id="app" crossorigin href="$1">',
  ].join("\n    ");
  writeFileSync(page, html.replace(STYLE, "").replace(APP, tags));
}
