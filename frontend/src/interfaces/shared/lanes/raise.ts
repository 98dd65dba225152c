/** The span whose bar or label an element is; 0 for none. */
export function raisedKey(target: EventTarget | null): number {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-bar]") : null;
  return element ? Number(element.dataset.bar) : 0;
}
