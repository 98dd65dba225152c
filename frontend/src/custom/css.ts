import { pageNonce } from "../theme/nonce";

/** Adds the project's CSS at the end of the head, so that it wins over ours. */
export function installCss(css: unknown): void {
  if (typeof css !== "string" || !css.trim()) return;
  const style = document.createElement("style");
  style.id = "prodigy-global-css";
  style.nonce = pageNonce();
  style.textContent = css;
  document.head.append(style);
}
