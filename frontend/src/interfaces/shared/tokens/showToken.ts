import { blockElement, tokenElement } from "../../../text/domSelection";

/** Frames until a block that came into sight is drawn. */
const PATIENCE_FRAMES = 12;

/** Scroll to a token, also in a part of the text that is not drawn yet. */
export function showToken(container: HTMLElement, position: number): void {
  const token = tokenElement(container, position);
  if (token) return token.scrollIntoView({ block: "center" });
  blockElement(container, position)?.scrollIntoView({ block: "center" });
  let frames = 0;
  const retry = () => {
    const drawn = tokenElement(container, position);
    if (drawn) drawn.scrollIntoView({ block: "center" });
    else if ((frames += 1) < PATIENCE_FRAMES) requestAnimationFrame(retry);
  };
  requestAnimationFrame(retry);
}
