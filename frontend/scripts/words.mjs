/**
 * The words of a language in two files: those that every page may need, and the rest, which only owners' pages and the
 * folders of other views than the plain ones name. The translations stay whole, `import("./en.json?page")` and "?rest"
 * are their parts. A key that is put together, as `info_${name}`, counts as named by where that is done.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PART = /^(.*\/i18n\/)(\w+\.json)\?(page|rest)$/;
const FORM = /_(zero|one|two|few|many|other)$/;

/** root: The folder of the sources. RETURNS: Ids of the views that do without the rest of the words. */
export function readPlainViews(root) {
  return JSON.parse(readFileSync(join(root, "src/i18n/plainViews.json"), "utf8"));
}

/** root: The folder of the sources. RETURNS: Tells whether a key is one of the rest. */
function findRest(root) {
  const source = join(root, "src");
  const plain = readPlainViews(root);
  const read = (path) => readFileSync(join(source, path), "utf8");
  const paths = readdirSync(source, { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  const files = paths.filter(
    (path) => /\.tsx?$/.test(path) && !path.includes(".test.") && !path.startsWith("testing/"),
  );
  const isApart = (path) => {
    const [, view] = path.match(/^interfaces\/(\w+)\//) ?? [];
    return path.startsWith("owner/") || (view !== undefined && view !== "shared" && !plain.includes(view));
  };
  const [apart, common, starts] = [new Set(), new Set(), new Set()];
  // What a view says of itself, as the problems of its answers, is part of the page.
  for (const path of files) {
    const isOfRest = isApart(path) && !path.endsWith("definition.ts");
    const text = read(path);
    for (const key of text.match(/\w+(?=["'`])/g) ?? []) (isOfRest ? apart : common).add(key);
    if (!isOfRest) for (const start of text.match(/(?<=`)[a-z]\w*_(?=\$\{)/g) ?? []) starts.add(start);
  }
  const isIn = (keys, key) => keys.has(key) || keys.has(key.replace(FORM, ""));
  return (key) => isIn(apart, key) && !isIn(common, key) && ![...starts].some((start) => key.startsWith(start));
}

/** The plugin that serves the parts. root: The folder of the sources. */
export function words(root) {
  let isRest;
  return {
    name: "words",
    enforce: "pre",
    buildStart() {
      isRest = undefined;
    },
    load(id) {
      const [, folder, name, part] = id.match(PART) ?? [];
      if (!part) return null;
      isRest ??= findRest(root);
      const all = Object.entries(JSON.parse(readFileSync(folder + name, "utf8")));
      const found = Object.fromEntries(all.filter(([key]) => isRest(key) === (part === "rest")));
      return { code: `export default ${JSON.stringify(found)}`, moduleType: "js" };
    },
  };
}
