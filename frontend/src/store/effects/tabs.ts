/**
 * One session, one tab. A second tab would show the same tasks, so it asks first, and the annotator decides where
 * to go on.
 *
 * Two things decide. Whether a tab is still there: by a lock of the browser, or by asking where there are none, as
 * on pages that come from another machine without TLS. And who owns the session: by the browser's database, which
 * counts the owners: of several claims at the same moment only one can end the time of the owner before, and from
 * then on nothing that that one writes is taken. A wrong guess about the first costs a click, never an answer.
 */
import type { Storage } from "./storage";

/** How long a lock may take to become free: the page before a reload is still being closed. */
const LOCK_MS = 3_000;
/** How long a tab may take to say that it has the session. */
const REPLY_MS = 250;
/** How long a tab may take to store what it has and hand the session over. */
const HANDOVER_MS = 3_000;

/** So many owners before this one can't write. Those of long ago have heard of it or are gone. */
const MARKS = 20;

type Message = { kind: "claim" | "held" | "take" | "given"; from: string };
type Release = () => void;

export interface TabGuard {
  /** True if no other tab has the session. */
  claim(): Promise<boolean>;
  /** The key of a record that is there as soon as another tab owns the session. */
  fence(): string | undefined;
  /** Tells the other tab to stop; this page should then reload. */
  takeOver(): Promise<void>;
  stop(): void;
}

export interface TabOptions {
  /** What may be worked on by one tab only. */
  scope: string;
  /** Different in each page. */
  id: string;
  storage: Storage | null;
  /** Another tab takes over. Resolves when everything is stored. */
  onTaken(): void | Promise<void>;
}

export function tabGuard({ scope, id, storage, onTaken }: TabOptions): TabGuard {
  const key = `owner ${scope}`;
  const endOf = (owner: number) => `end of ${key} ${owner}`;
  const channel = openChannel(`prodigy ${scope}`);
  const replies = new Map<Message["kind"], () => void>();
  let isHolder = false;
  let owner: number | null = null;
  let claiming: Promise<unknown> = Promise.resolve();
  let release: Release = () => {};

  const send = (kind: Message["kind"]) => channel?.postMessage({ kind, from: id } satisfies Message);

  async function hear({ kind, from }: Message): Promise<void> {
    if (from === id) return;
    replies.get(kind)?.();
    // Whoever is about to become the holder answers when that is decided.
    if (kind === "claim") await claiming;
    if (!isHolder) return;
    if (kind === "claim") send("held");
    if (kind === "take" || (kind === "held" && (await isBehind(from)))) await giveUp();
  }

  /** True if another one that takes itself for the holder is right. */
  async function isBehind(other: string): Promise<boolean> {
    // Where nothing is stored that tells who came later, the names decide.
    if (!storage || owner === null) return other < id;
    return !(await storage.change([], [], endOf(owner)).catch(() => true));
  }

  async function giveUp(): Promise<void> {
    isHolder = false;
    await onTaken();
    release();
    send("given");
  }

  if (channel) channel.onmessage = ({ data }: MessageEvent<Message>) => void hear(data);

  /** True if a message of that kind came in time. */
  function isTold(kind: Message["kind"], milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds);
      replies.set(kind, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  /** The way to let go of a session that no other tab has, or null. */
  async function seize(hadOwner: boolean): Promise<Release | null> {
    const isHeld = isTold("held", navigator.locks ? LOCK_MS : REPLY_MS);
    send("claim");
    if (navigator.locks) return getLock(key, isHeld);
    const isFree = (storage && !hadOwner) || !(await isHeld);
    return isFree ? () => {} : null;
  }

  async function decide(): Promise<boolean> {
    const before = await lastOwner();
    const seized = await seize(before > 0);
    if (!seized) return false;
    release = seized;
    isHolder = await succeed(before);
    if (isHolder) send("held");
    else release();
    return isHolder;
  }

  /** The number of the latest owner; 0 if there was none. */
  async function lastOwner(): Promise<number> {
    const records = await storage?.get<number>([key]).catch(() => []);
    return records?.[0] ?? 0;
  }

  /** Makes this tab the owner after the one that it has seen, unless another tab did so meanwhile. */
  async function succeed(before: number): Promise<boolean> {
    const next = before + 1;
    const puts: [string, unknown][] = [
      [key, next],
      [endOf(before), true],
    ];
    try {
      const isDone = await storage?.change(puts, [endOf(before - MARKS)], endOf(before));
      if (isDone) owner = next;
      return isDone ?? true;
    } catch {
      // A browser that stores nothing has nothing that could be overwritten.
      return true;
    }
  }

  return {
    claim() {
      const claim = decide();
      claiming = claim;
      return claim;
    },
    fence: () => (owner === null ? undefined : endOf(owner)),
    async takeOver() {
      const isGiven = isTold("given", HANDOVER_MS);
      send("take");
      if (!(await isGiven)) await breakLock(key);
      // A tab that heard nothing writes nothing more.
      await succeed(await lastOwner());
    },
    stop() {
      isHolder = false;
      channel?.close();
      release();
    },
  };
}

function openChannel(name: string): BroadcastChannel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
}

/** Waits for the lock until the time is over or another tab says that it has it. */
function getLock(name: string, isHeld: Promise<boolean>): Promise<Release | null> {
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

async function breakLock(name: string): Promise<void> {
  await navigator.locks?.request(name, { steal: true }, () => {}).catch(() => {});
}
