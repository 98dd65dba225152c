/** Taking the place of the first task as the server has drawn it, so that nobody sees it happen. */
import { drawnTask, findDrawn, takeKeys, type EarlyKey } from "../model/drawn";
import { taskKey } from "../model/task";
import type { Engine } from "../store/engine";

let top = 0;

/** Notes how far the drawn text was scrolled; called right before it is replaced. */
export function noteScroll(): void {
  top = findDrawn()?.querySelector(".prodigy-annotator")?.scrollTop ?? 0;
}

/** RETURNS: Where the first task is to begin (px), once; 0 for every other one. */
export function takeScroll(): number {
  const first = top;
  top = 0;
  return first;
}

export interface TakingOver {
  engine: Pick<Engine, "notify" | "store">;
  /** Another window is what comes first, or is open now. */
  isCovered(): boolean;
  /** Presses a key; for tests. */
  press?(key: EarlyKey): void;
}

/**
 * Called when the app stands where the drawn text was: says so if it is another task, and applies what was pressed.
 *
 * Keys act on the task that was seen and on no other one: after one that answers it, asks something or opens a window,
 * the others are dropped, as nobody has pressed them knowing that. A held key and a double press answer once.
 */
export async function takeOver(
  drawn: HTMLElement | null,
  { engine, isCovered, press = pressKey }: TakingOver,
): Promise<void> {
  if (!drawn) return;
  const { getState } = engine.store;
  const shown = drawnTask(drawn);
  const { keys, isLost } = takeKeys(drawn);
  const isSame = () => {
    const { current } = getState();
    return current !== null && taskKey(current.task) === shown;
  };
  if (getState().current && !isSame()) {
    engine.notify({ id: "replaced", kind: "info", title: "early_replaced", expires: 15_000 });
  }
  const { notices } = getState();
  let isUsed = !isLost;
  for (const key of keys) {
    const { isValidating, notices: now } = getState();
    if (!isSame() || isCovered() || isValidating || now !== notices) {
      isUsed = false;
      break;
    }
    press(key);
    // What it changed is drawn before the next one, which may need it.
    await null;
    await null;
  }
  if (!isUsed) engine.notify({ id: "early", kind: "info", title: "early_keys", expires: 8000 });
}

function pressKey(key: EarlyKey): void {
  const target = document.activeElement ?? document.body;
  for (const type of ["keydown", "keyup"]) {
    target.dispatchEvent(new KeyboardEvent(type, { ...key, bubbles: true, cancelable: true }));
  }
}
