/** The `data-unit` of the unit below or above, by where it stands. */
export function otherLine(unit: HTMLElement | null | undefined, direction: 1 | -1): number | null {
  const line = unit?.closest(".prodigy-arc-line");
  if (!unit || !line) return null;
  const { left, width } = unit.getBoundingClientRect();
  const middle = left + width / 2;
  for (
    let other = direction > 0 ? line.nextElementSibling : line.previousElementSibling;
    other?.classList.contains("prodigy-arc-line");
    other = direction > 0 ? other.nextElementSibling : other.previousElementSibling
  ) {
    let best: { index: number; distance: number } | null = null;
    for (const candidate of other.querySelectorAll<HTMLElement>("[data-unit][tabindex]")) {
      const rect = candidate.getBoundingClientRect();
      const distance = Math.abs(rect.left + rect.width / 2 - middle);
      if (!best || distance < best.distance) best = { index: Number(candidate.dataset.unit), distance };
    }
    if (best) return best.index;
  }
  return null;
}
