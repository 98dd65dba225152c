/** From the DOM to places of the messages, and back. Offsets are UTF-16 units of the text of a field. */
import type { Place } from "./annotations";

export interface Point {
  message: number;
  field: string;
  offset: number;
}

const FIELD = "[data-field]:not([data-field=''])";
/** Lines that are only shown, and the labels of spans. */
const SHOWN_ONLY = "[data-shown-only]";

const elementOf = (node: Node | null): Element | null =>
  node instanceof Element ? node : (node?.parentElement ?? null);

export function fieldOfNode(node: Node | null): HTMLElement | null {
  return elementOf(node)?.closest<HTMLElement>(FIELD) ?? null;
}

export function messageOfNode(node: Node | null): number | null {
  const index = elementOf(node)?.closest<HTMLElement>("[data-message]")?.dataset.message;
  return index === undefined ? null : Number(index);
}

function* textNodes(block: Element): Generator<Text> {
  const walker = block.ownerDocument.createTreeWalker(block, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element
      ? node.matches(SHOWN_ONLY)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_SKIP
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) yield node as Text;
}

const blocksOf = (field: Element) => [...field.querySelectorAll<HTMLElement>("[data-from]")];

/** The offset of a point of the DOM in the text of a field; a point outside of the field counts as its start or end. */
function offsetIn(field: HTMLElement, node: Node, at: number): number {
  const point = field.ownerDocument.createRange();
  point.setStart(node, at);
  const blocks = blocksOf(field);
  const block = blocks.filter((one) => point.comparePoint(one, 0) <= 0).at(-1);
  if (!block) return Number(blocks[0]?.dataset.from ?? 0);
  let offset = Number(block.dataset.from);
  for (const text of textNodes(block)) {
    if (text === node) return offset + at;
    if (point.comparePoint(text, 0) > 0) break;
    offset += text.length;
  }
  return offset;
}

/** What is selected in the field in which the selection began. RETURNS: null if nothing is. */
export function placeOfSelection(selection: Selection | null): Place | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const field = fieldOfNode(selection.anchorNode) ?? fieldOfNode(selection.focusNode);
  const message = messageOfNode(field);
  if (!field || message === null) return null;
  const range = selection.getRangeAt(0);
  const from = offsetIn(field, range.startContainer, range.startOffset);
  const to = offsetIn(field, range.endContainer, range.endOffset);
  return from < to ? { message, field: field.dataset.field as string, from, to } : null;
}

interface CaretDocument {
  caretPositionFromPoint?(x: number, y: number): { offsetNode: Node; offset: number } | null;
  caretRangeFromPoint?(x: number, y: number): globalThis.Range | null;
}

/** The place below a point of the window. RETURNS: null if there is no text of a message. */
export function placeAtPoint(x: number, y: number): Point | null {
  const source = document as unknown as CaretDocument;
  const position = source.caretPositionFromPoint?.(x, y);
  const range = position ? null : source.caretRangeFromPoint?.(x, y);
  const node = position?.offsetNode ?? range?.startContainer ?? null;
  const field = fieldOfNode(node);
  const message = messageOfNode(field);
  if (!node || !field || message === null) return null;
  const offset = offsetIn(field, node, position?.offset ?? range?.startOffset ?? 0);
  return { message, field: field.dataset.field as string, offset };
}

/** Where a place is drawn. RETURNS: null if it isn't, because its message is closed or folded. */
export function rangeOfPlace(container: HTMLElement, { message, field, from, to }: Place): globalThis.Range | null {
  const box = container.querySelector(`[data-message="${message}"]`);
  const fields = [...(box?.querySelectorAll<HTMLElement>(FIELD) ?? [])].filter(
    ({ dataset }) => dataset.field === field,
  );
  const range = document.createRange();
  let isStarted = false;
  for (const block of fields.flatMap(blocksOf)) {
    let at = Number(block.dataset.from);
    for (const text of textNodes(block)) {
      const end = at + text.length;
      if (!isStarted && from < end && from >= at) {
        range.setStart(text, from - at);
        isStarted = true;
      }
      if (isStarted && to <= end) {
        range.setEnd(text, to - at);
        return range;
      }
      at = end;
    }
  }
  return null;
}
