/** Mistakes in the project's own scripts and handlers, so that not only the console knows of them. */
import { ApiError } from "../api/errors";

/** Our own files; what fails there is not custom code. */
const OWN_FILES = /\/assets\/[\w-]+\.js/;

/** Calls back for every error that custom code doesn't catch. Returns the function that ends it. */
export function watchScripts(report: (error: unknown) => void): () => void {
  const onError = (event: ErrorEvent) => {
    // Without a message: a picture or another file that could not be loaded.
    if (event.message && !OWN_FILES.test(event.filename)) report(event.error ?? event.message);
  };
  const onRejection = ({ reason }: PromiseRejectionEvent) => {
    // A promise of prodigy.event() that nobody handles was made by us, but asked for by custom code.
    const isOurs = reason instanceof Error && OWN_FILES.test(reason.stack ?? "");
    if (!isOurs || reason instanceof ApiError) report(reason);
  };
  window.addEventListener("error", onError);
  window.addEventListener("unhandledrejection", onRejection);
  return () => {
    window.removeEventListener("error", onError);
    window.removeEventListener("unhandledrejection", onRejection);
  };
}
