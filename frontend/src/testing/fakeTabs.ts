/** What tabs of one browser have in common, for tests in a single page. */

/** Delivers messages to all other channels of the same name. */
export class FakeChannel {
  static all: FakeChannel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly name: string) {
    FakeChannel.all.push(this);
  }

  postMessage(data: unknown) {
    const others = FakeChannel.all.filter((other) => other !== this && other.name === this.name);
    for (const other of others) setTimeout(() => other.onmessage?.({ data }));
  }

  close() {
    FakeChannel.all = FakeChannel.all.filter((other) => other !== this);
  }
}

type Options = { signal?: AbortSignal; steal?: boolean };

/**
 * The part of `navigator.locks` that is used: exclusive locks, with a signal or stolen. As in Chromium, a signal
 * that comes right after the request is missed.
 */
export class FakeLocks {
  private held = new Map<string, symbol>();
  private waiting: { name: string; grant: () => void }[] = [];

  request(name: string, { signal, steal }: Options, work: () => Promise<void> | void): Promise<void> {
    if (steal) this.held.delete(name);
    return new Promise((resolve, reject) => {
      const grant = () => {
        const lock = Symbol(name);
        this.held.set(name, lock);
        void Promise.resolve(work()).then(() => {
          if (this.held.get(name) === lock) this.free(name);
          resolve();
        });
      };
      if (!this.held.has(name)) return grant();
      const entry = { name, grant };
      this.waiting.push(entry);
      let isFresh = true;
      setTimeout(() => (isFresh = false), 5);
      signal?.addEventListener("abort", () => {
        if (isFresh || !this.waiting.includes(entry)) return;
        this.waiting = this.waiting.filter((other) => other !== entry);
        reject(new DOMException("aborted", "AbortError"));
      });
    });
  }

  private free(name: string) {
    this.held.delete(name);
    const next = this.waiting.find((entry) => entry.name === name);
    this.waiting = this.waiting.filter((entry) => entry !== next);
    next?.grant();
  }
}
