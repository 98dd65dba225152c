/** Labels that would stick out of the text at the end of a line are moved back inside. */

interface Edge {
  left: number;
  right: number;
}

/** How far a label has to move (px, negative to the left) to stay inside. */
export function fitShift(chip: Edge, box: Edge): number {
  if (chip.right > box.right) return Math.max(box.right - chip.right, box.left - chip.left);
  if (chip.left < box.left) return Math.min(box.left - chip.left, box.right - chip.right);
  return 0;
}

/** Fit the labels of the blocks that may have moved. */
export function fitChips(box: HTMLElement, blocks: readonly HTMLElement[]): void {
  const chips = blocks.flatMap((block) => [...block.querySelectorAll<HTMLElement>("[data-chip]")]);
  if (chips.length === 0) return;
  const bounds = box.getBoundingClientRect();
  // First read everything, then write: one layout instead of one per label.
  const shifts = chips.map((chip) => {
    const { left, right } = chip.getBoundingClientRect();
    const present = Number(chip.dataset.shift ?? 0);
    return Math.round(fitShift({ left: left - present, right: right - present }, bounds));
  });
  chips.forEach((chip, i) => {
    const shift = shifts[i] ?? 0;
    if (Number(chip.dataset.shift ?? 0) === shift) return;
    if (shift) chip.dataset.shift = String(shift);
    else delete chip.dataset.shift;
    chip.style.setProperty("--shift", `${shift}px`);
  });
}
