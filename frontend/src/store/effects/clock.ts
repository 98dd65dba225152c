/**
 * How long somebody looks at each task, while `show_timer` is on: the time in which the task is on
 * the card and the page is visible. Counts the answers of the day as well, in this browser.
 */
import { scopeOf, type EffectContext } from "./context";

export interface Clock {
  /** Milliseconds on the current task. */
  elapsed(): number;
  /** The task was answered. Returns the milliseconds on it. */
  finish(): number;
  /** An answer was taken back. */
  takeBack(): void;
  /** Milliseconds per answer of this page; 0 before the first. */
  average(): number;
  /** Answers of this day. */
  today(): number;
  stop(): void;
}

export function makeClock({ store, sessionName }: Pick<EffectContext, "store" | "sessionName">): Clock {
  /** Milliseconds by key of the item, until it is answered. */
  const times = new Map<number, number>();
  let key: number | null = null;
  let since = performance.now();
  let total = 0;
  let answers = 0;

  function settle(): void {
    const now = performance.now();
    if (key !== null) times.set(key, (times.get(key) ?? 0) + (document.hidden ? 0 : now - since));
    since = now;
  }

  function onVisibility(): void {
    // What counts until now was seen if the page is hidden from now on, and the other way round.
    const now = performance.now();
    if (document.hidden && key !== null) times.set(key, (times.get(key) ?? 0) + now - since);
    since = now;
  }

  const unsubscribe = store.subscribe(() => {
    const next = store.getState().current?.key ?? null;
    if (next === key) return;
    settle();
    key = next;
  });
  document.addEventListener("visibilitychange", onVisibility);

  return {
    elapsed() {
      settle();
      return key === null ? 0 : (times.get(key) ?? 0);
    },
    finish() {
      const time = Math.round(this.elapsed());
      if (key !== null) times.delete(key);
      total += time;
      answers += 1;
      count(1);
      return time;
    },
    takeBack: () => count(-1),
    average: () => (answers ? total / answers : 0),
    today: () => readToday(),
    stop() {
      unsubscribe();
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };

  function storageKey(): string {
    return `prodigy today ${scopeOf(store.getState(), sessionName)}`;
  }

  function readToday(): number {
    try {
      const [day, found] = JSON.parse(localStorage.getItem(storageKey()) ?? "[]") as [string?, number?];
      return day === dayName() ? (found ?? 0) : 0;
    } catch {
      return 0;
    }
  }

  function count(by: number): void {
    try {
      localStorage.setItem(storageKey(), JSON.stringify([dayName(), Math.max(0, readToday() + by)]));
    } catch {
      // Browsers may forbid it; then the count stays 0.
    }
  }
}

function dayName(): string {
  const now = new Date();
  return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
}
