/**
 * Shows where something is cut off: boxes with the class `prodigy-scrolls` say in `data-prodigy-more` on which sides
 * there is more to see ("left right top bottom"), and scrolling.css lets these sides fade out.
 *
 * One watcher for the whole page, so that a box of any view, and of views to come, only needs the class.
 */
import "./scrolling.css";

/** Less than this is a rounding error (px). */
const LEAST = 2;
/** Whatever may change how much of a box can be seen. Neither scrolling nor loading bubbles. */
const EVENTS = ["scroll", "load", "toggle", "input", "transitionend"] as const;

export function watchScrolling(root: HTMLElement = document.body): () => void {
  const boxes = root.getElementsByClassName("prodigy-scrolls");
  let frame = 0;
  const markAll = () => {
    frame = 0;
    // First read, then write: otherwise each box costs a layout of the page.
    const found = [...boxes].map((box) => [box, sidesWithMore(box)] as const);
    for (const [box, more] of found) mark(box, more);
  };
  const schedule = () => {
    frame ||= requestAnimationFrame(markAll);
  };
  const observer = new MutationObserver(schedule);
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  for (const name of EVENTS) document.addEventListener(name, schedule, { capture: true, passive: true });
  window.addEventListener("resize", schedule);
  document.fonts?.addEventListener?.("loadingdone", schedule);
  schedule();
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    for (const name of EVENTS) document.removeEventListener(name, schedule, { capture: true });
    window.removeEventListener("resize", schedule);
    document.fonts?.removeEventListener?.("loadingdone", schedule);
  };
}

/** The sides on which a box has more than it shows, separated by spaces. */
export function sidesWithMore(box: Element): string {
  const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = box;
  const x = scrollWidth - clientWidth;
  const y = scrollHeight - clientHeight;
  // From right to left a box starts at 0 and scrolls to negative positions.
  const isMirrored = x > LEAST && (scrollLeft < 0 || getComputedStyle(box).direction === "rtl");
  const left = isMirrored ? x + scrollLeft : scrollLeft;
  const sides = { left: left, right: x - left, top: scrollTop, bottom: y - scrollTop };
  return Object.entries(sides)
    .flatMap(([side, hidden]) => (hidden > LEAST ? [side] : []))
    .join(" ");
}

function mark(box: Element, more: string): void {
  if ((box.getAttribute("data-prodigy-more") ?? "") === more) return;
  if (more) box.setAttribute("data-prodigy-more", more);
  else box.removeAttribute("data-prodigy-more");
}
