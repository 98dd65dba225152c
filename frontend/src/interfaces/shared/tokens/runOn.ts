/**
 * Blocks that begin in the line in which the block before them ends (text/blocks.ts).
 *
 * Such a block is moved up by one line and indented by what stands there already, so that the text looks as if it were
 * laid out in one piece. When the end of a block moves, the next one has to follow: those in sight at once, others
 * while nothing else is to do. Blocks above the window are drawn late; they never push what is being read.
 */

export const RUN_ON_CLASS = "prodigy-chunk-run";
export const END_CLASS = "prodigy-chunk-end";

/** Where a block begins in the line before it (px). */
export interface RunIn {
  indent: number;
  /** By how much the line before is higher than a line of bare text. */
  below: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where the next block begins: `end` is the empty mark at the end of the block, `row` the height of a bare line. */
export function runIn(end: Box, block: Box, row: number, isRtl: boolean): RunIn {
  const width = block.right - block.left;
  const indent = isRtl ? block.right - end.left : end.right - block.left;
  const lineBottom = (end.top + end.bottom + row) / 2;
  // Lines are whole pixels high; the mark in the middle of one may be half a pixel off.
  const below = Math.max(0, Math.floor(block.bottom - lineBottom + 0.4));
  return { indent: Math.round(10 * Math.max(0, Math.min(width, indent))) / 10, below };
}

export interface RunOn {
  /** A block was drawn anew. */
  touch(id: number, isNew: boolean): void;
  /** After everything was drawn: let blocks follow those that were touched. */
  settle(): void;
  /** Everything may have moved. */
  settleAll(): void;
  stop(): void;
}

/** onMoved: Gets the blocks that were drawn anew or have moved, when they are in their places. */
export function makeRunOn(
  getBox: () => HTMLElement | null,
  onMoved: (box: HTMLElement, blocks: HTMLElement[]) => void = () => {},
): RunOn {
  /** Numbers of blocks whose next one has to follow; true: also if it is in sight. */
  const touched = new Map<number, boolean>();
  let idle = 0;

  const run = (isIdle: () => boolean) => {
    const box = getBox();
    if (!box || touched.size === 0) return;
    const blocks = [...box.children].filter(
      (child): child is HTMLElement => child instanceof HTMLElement && "chunk" in child.dataset,
    );
    let style: CSSStyleDeclaration | undefined;
    // Asking for styles lays out what has changed: not before a block needs them.
    const read = () => (style ??= getComputedStyle(box));
    const moved: HTMLElement[] = [];
    let mayMove = false;
    let isMoved = false;
    for (let i = 0; i < blocks.length; i += 1) {
      const block = blocks[i] as HTMLElement;
      const id = Number(block.dataset.chunk);
      const known = touched.get(id);
      const next = blocks[i + 1];
      if (known === undefined && !isMoved) continue;
      if (!isSkipped(block)) moved.push(block);
      // Words that run the other way stand elsewhere in their line, so that it can't be put together from two blocks.
      if (block.dataset.runIn !== undefined && !canRunOn(block, read)) release(block);
      mayMove = (isMoved && mayMove) || known === true;
      isMoved = false;
      const end = block.lastElementChild;
      if (!next || !canRunOn(next, read) || !end?.classList.contains(END_CLASS) || isSkipped(block)) {
        touched.delete(id);
        continue;
      }
      const bounds = block.getBoundingClientRect();
      if (bounds.top > window.innerHeight && !isIdle()) {
        touched.set(id, mayMove);
        schedule();
        return onMoved(box, moved);
      }
      touched.delete(id);
      const row = parseFloat(read().lineHeight) || 0;
      isMoved = follow(next, runIn(end.getBoundingClientRect(), bounds, row, read().direction === "rtl"), row, mayMove);
    }
    touched.clear();
    onMoved(box, moved);
  };

  const schedule = () => {
    if (idle !== 0) return;
    if (typeof requestIdleCallback === "function") {
      idle = requestIdleCallback((deadline) => {
        idle = 0;
        run(() => deadline.timeRemaining() > 2);
      });
    } else {
      idle = window.setTimeout(() => {
        idle = 0;
        run(() => true);
      }, 30);
    }
  };

  return {
    touch(id, isNew) {
      touched.set(id, touched.get(id) || !isNew);
    },
    settle: () => run(() => false),
    settleAll() {
      for (const block of getBox()?.querySelectorAll<HTMLElement>("[data-chunk]") ?? [])
        touched.set(Number(block.dataset.chunk), true);
      run(() => false);
    },
    stop() {
      if (typeof cancelIdleCallback === "function") cancelIdleCallback(idle);
      window.clearTimeout(idle);
    },
  };
}

function canRunOn(block: HTMLElement, read: () => CSSStyleDeclaration): boolean {
  return block.classList.contains(RUN_ON_CLASS) && block.dataset.dir === read().direction;
}

/** Far from the window: its contents are not laid out. */
function isSkipped(block: HTMLElement): boolean {
  return block.style.contentVisibility === "auto";
}

/** A block that was run on begins a line of its own now. */
function release(block: HTMLElement): void {
  delete block.dataset.runIn;
  for (const name of ["text-indent", "margin-block-start", "--run-below"]) block.style.removeProperty(name);
}

/** RETURNS: Whether the block has moved. */
function follow(block: HTMLElement, { indent, below }: RunIn, row: number, mayMoveInSight: boolean): boolean {
  const value = `${indent} ${below}`;
  if (block.dataset.runIn === value) return false;
  if (block.dataset.runIn !== undefined && !mayMoveInSight) {
    const { top, bottom } = block.getBoundingClientRect();
    if (top < window.innerHeight && bottom > 0) return false;
  }
  block.dataset.runIn = value;
  block.style.textIndent = `${indent}px`;
  block.style.marginBlockStart = `${-(row + below)}px`;
  block.style.setProperty("--run-below", `${below}px`);
  return true;
}
