/** Writes the cards of src/testing/gallery.ts as JSON to standard output, for scripts/gallery.py. */
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const server = await createServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  server: { middlewareMode: true, hmr: false },
  logLevel: "error",
});
const { makeGallery } = await server.ssrLoadModule("/src/testing/gallery.ts");
process.stdout.write(JSON.stringify(makeGallery()), () => server.close().then(() => process.exit(0)));
