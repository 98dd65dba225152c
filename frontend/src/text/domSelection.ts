/** From pixels and DOM nodes to token positions. Tokens are elements with `data-token="<position>"`. */
import type { TokenRange } from "./alignSpans";
import { getPlacedText } from "./placedText";

export const TOKEN_ATTRIBUTE = "data-token";

/** The token that a node belongs to; null outside of tokens. */
export function tokenOfNode(node: Node | null): number | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  const token = element?.closest(`[${TOKEN_ATTRIBUTE}]`);
  return token ? Number(token.getAttribute(TOKEN_ATTRIBUTE)) : null;
}

/** The element of a token; null if it is not drawn. */
export function tokenElement(container: Element, position: number): HTMLElement | null {
  // Long texts come in blocks: looking through one of them is a hundred times faster.
  const block = blockElement(container, position) ?? container;
  return block.querySelector<HTMLElement>(`[${TOKEN_ATTRIBUTE}="${position}"]`);
}

/** The block of a text in which a token stands: a child of the container with the position of its first token. */
export function blockElement(container: Element, position: number): HTMLElement | null {
  const { children } = container;
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const from = (children[middle] as HTMLElement).dataset?.from;
    if (from !== undefined && Number(from) <= position) low = middle + 1;
    else high = middle;
  }
  return (children[low - 1] as HTMLElement | undefined) ?? null;
}

/** Distances from a point at which the row around it is looked for (px): rows are higher than their words. */
const PROBES_PX = [-7, 7, -14, 14];

/** The first token that begins after a point in the document, or the last one that ends before it. */
function nearestToken(container: Element, node: Node, offset: number, direction: "next" | "previous"): number | null {
  const tokens = container.querySelectorAll(`[${TOKEN_ATTRIBUTE}]`);
  const point = container.ownerDocument.createRange();
  point.setStart(node, offset);
  point.collapse(true);
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (point.comparePoint(tokens[middle] as Element, 0) < 0) low = middle + 1;
    else high = middle;
  }
  return tokenOfNode(tokens[direction === "next" ? low : low - 1] ?? null);
}

/**
 * The token under a point of the window, or the nearest one if the point lies in the text's box but between tokens.
 *
 * A point outside of the box counts as the nearest point inside, so that a drag may leave the text.
 */
export function tokenAtPoint(container: HTMLElement, x: number, y: number): number | null {
  const placed = getPlacedText(container);
  if (placed) return placed.tokenAt(x, y);
  const document = container.ownerDocument;
  if (typeof document.elementFromPoint !== "function") return null;
  const box = container.getBoundingClientRect();
  const px = Math.max(box.left + 1, Math.min(box.right - 2, x));
  const py = Math.max(box.top + 1, Math.min(box.bottom - 2, y));
  for (const step of [0, ...PROBES_PX]) {
    const hit = document.elementFromPoint(px, py + step);
    if (!hit || !container.contains(hit)) continue;
    const token = tokenOfNode(hit);
    if (token !== null) return token;
    // The space between two words: the nearest of them decides below.
    if (hit.classList.contains("prodigy-gap")) break;
  }
  const caret = caretAt(document, px, py);
  if (!caret || !container.contains(caret.node)) return null;
  return (
    tokenOfNode(caret.node) ??
    nearestToken(container, caret.node, caret.offset, "previous") ??
    nearestToken(container, caret.node, caret.offset, "next")
  );
}

interface CaretDocument {
  caretPositionFromPoint?(x: number, y: number): { offsetNode: Node; offset: number } | null;
  caretRangeFromPoint?(x: number, y: number): Range | null;
}

function caretAt(document: Document, x: number, y: number): { node: Node; offset: number } | null {
  const source = document as unknown as CaretDocument;
  const position = source.caretPositionFromPoint?.(x, y);
  if (position) return { node: position.offsetNode, offset: position.offset };
  const range = source.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

/**
 * Snap a native selection to the tokens that it touches.
 *
 * A boundary at the very end of a token's text doesn't touch it when the selection goes on behind it, and likewise at
 * the start. RETURNS: null for a collapsed selection or one outside of the container.
 */
export function tokensOfSelection(container: Element, selection: Selection | null): TokenRange | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(container)) return null;
  const touched = [...container.querySelectorAll(`[${TOKEN_ATTRIBUTE}]`)].filter((token) => touches(range, token));
  const from = tokenOfNode(touched[0] ?? null);
  const to = tokenOfNode(touched.at(-1) ?? null);
  return from === null || to === null ? null : { from, to };
}

function touches(range: Range, token: Element): boolean {
  if (!range.intersectsNode(token)) return false;
  const inside = token.ownerDocument.createRange();
  inside.selectNodeContents(token);
  const { START_TO_START, END_TO_END } = Range;
  if (range.compareBoundaryPoints(START_TO_START, inside) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
  return inside.toString().length > 0;
}
