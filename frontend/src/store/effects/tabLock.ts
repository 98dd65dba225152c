/** The browser's lock of a session: whether a tab is still there. */

export type Release = () => void;

/** Waits for the lock until the time is over or another tab says that it has it. */
export function getLock(name: string, isHeld: Promise<boolean>): Promise<Release | null> {
  const ending = new AbortController();
  return new Promise((resolve) => {
    void isHeld.then(() => {
      ending.abort();
      // Chromium misses the end of a request that has only just begun.
      resolve(null);
    });
    const hold = () => (ending.signal.aborted ? undefined : new Promise<void>((done) => resolve(done)));
    navigator.locks
      .request(name, { signal: ending.signal }, hold)
      // Where locks are there but can't be used, the database decides.
      .catch(() => resolve(ending.signal.aborted ? null : () => {}));
  });
}

export async function breakLock(name: string): Promise<void> {
  await navigator.locks?.request(name, { steal: true }, () => {}).catch(() => {});
}
