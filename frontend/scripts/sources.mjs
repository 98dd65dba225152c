/**
 * The fingerprint of the front-end sources, for `manifest.json` next to the bundle.
 *
 * A Python test repeats it to tell a stale bundle without Node:
 *   1. Take the files index.html, package.json, package-lock.json, tsconfig.json, vite.config.ts and
 *      everything below public/, scripts/ and src/, except src/testing/ and names that contain ".test.".
 *   2. Sort their paths, relative to frontend/ with "/" between the parts, by code point.
 *   3. For each file, in this order, feed SHA-256 with the path, a zero byte, the hex SHA-256 of the
 *      content (with "\r\n" replaced by "\n") and a newline, all as UTF-8.
 * The hex digest of the whole is "sources" in the manifest.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FILES = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const FOLDERS = ["public", "scripts", "src"];

export function listSources(root) {
  const found = [...FILES];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (path !== "src/testing") walk(path);
      } else if (!entry.name.includes(".test.")) {
        found.push(path);
      }
    }
  };
  FOLDERS.forEach(walk);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

export function hashSources(root) {
  const total = createHash("sha256");
  for (const path of listSources(root)) {
    const content = readFileSync(join(root, path), "latin1").replaceAll("\r\n", "\n");
    const digest = createHash("sha256").update(content, "latin1").digest("hex");
    total.update(`${path}\0${digest}\n`);
  }
  return total.digest("hex");
}
