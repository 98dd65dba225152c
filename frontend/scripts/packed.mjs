/**
 * The text files of the bundle, compressed with Brotli: a seventh smaller than with gzip, but it takes a second, which
 * is why the server doesn't do it (prodigy/app/static.py). Each stands beside its file, with ".br" after its name.
 *
 * `node scripts/packed.mjs FOLDER` says whether those in a folder hold what their files do.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const TEXT = /^assets\/.*\.(js|css)$/;
const SUFFIX = ".br";

function pack(content) {
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return brotliCompressSync(content, { params });
}

/** files: Paths below the folder. RETURNS: The bytes of each that was compressed, by path. */
export function packFiles(folder, files) {
  const sizes = {};
  for (const path of files.filter((name) => TEXT.test(name))) {
    const packed = pack(readFileSync(join(folder, path)));
    writeFileSync(join(folder, path + SUFFIX), packed);
    sizes[path] = packed.length;
  }
  return sizes;
}

/** RETURNS: The files of a folder that have none, or one with something else in it. */
function findWrong(folder) {
  const assets = readdirSync(join(folder, "assets")).map((name) => `assets/${name}`);
  const names = new Set([
    ...assets,
    ...assets.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -3)),
  ]);
  return [...names].filter((name) => {
    if (!TEXT.test(name)) return false;
    const [path, packed] = [join(folder, name), join(folder, name + SUFFIX)];
    if (!existsSync(path) || !existsSync(packed)) return true;
    return !brotliDecompressSync(readFileSync(packed)).equals(readFileSync(path));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wrong = findWrong(process.argv[2]);
  for (const name of wrong) console.error(`${name}${SUFFIX} does not hold ${name}`);
  process.exitCode = wrong.length ? 1 : 0;
}
