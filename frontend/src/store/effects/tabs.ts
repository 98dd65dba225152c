/**
 * One session, one tab. A second tab would show the same tasks, so it asks first, and the annotator decides where
 * to go on.
 *
 * Two things decide. Whether a tab is still there: by a lock of the browser, or by asking where there are none, as
 * on pages that come from another machine without TLS. And who owns the session: by the browser's database, which
 * counts the owners: of several claims at the same moment only one can end the time of the owner before, and from
 * then on nothing that that one writes is taken. A wrong guess about the first costs a click, never an answer.
 */
import { makeOwnership } from "./ownership";
import type { Storage } from "./storage";
import { openTabChannel, type Kind } from "./tabChannel";
import { breakLock, getLock, type Release } from "./tabLock";

/** How long a lock may take to become free: the page before a reload is still being closed. */
const LOCK_MS = 3_000;
/** How long a tab may take to say that it has the session. */
const REPLY_MS = 250;
/** How long a tab may take to store what it has and hand the session over. */
const HANDOVER_MS = 3_000;

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
  const ownership = makeOwnership(storage, key);
  const channel = openTabChannel(`prodigy ${scope}`, id, (kind, from) => void hear(kind, from));
  let isHolder = false;
  let claiming: Promise<unknown> = Promise.resolve();
  let release: Release = () => {};

  async function hear(kind: Kind, from: string): Promise<void> {
    // Whoever is about to become the holder answers when that is decided.
    if (kind === "claim") await claiming;
    if (!isHolder) return;
    if (kind === "claim") channel.send("held");
    // Another one takes itself for the holder. Where nothing is stored that tells who came later, the names decide.
    if (kind === "take" || (kind === "held" && ((await ownership.isOver()) ?? from < id))) await giveUp();
  }

  async function giveUp(): Promise<void> {
    isHolder = false;
    await onTaken();
    release();
    channel.send("given");
  }

  /** The way to let go of a session that no other tab has, or null. */
  async function seize(hadOwner: boolean): Promise<Release | null> {
    const isHeld = channel.isTold("held", navigator.locks ? LOCK_MS : REPLY_MS);
    channel.send("claim");
    if (navigator.locks) return getLock(key, isHeld);
    const isFree = (storage && !hadOwner) || !(await isHeld);
    return isFree ? () => {} : null;
  }

  async function decide(): Promise<boolean> {
    const before = await ownership.last();
    const seized = await seize(before > 0);
    if (!seized) return false;
    release = seized;
    isHolder = await ownership.succeed(before);
    if (isHolder) channel.send("held");
    else release();
    return isHolder;
  }

  return {
    claim() {
      const claim = decide();
      claiming = claim;
      return claim;
    },
    fence: ownership.fence,
    async takeOver() {
      const isGiven = channel.isTold("given", HANDOVER_MS);
      channel.send("take");
      if (!(await isGiven)) await breakLock(key);
      // A tab that heard nothing writes nothing more.
      await ownership.succeed(await ownership.last());
    },
    stop() {
      isHolder = false;
      channel.close();
      release();
    },
  };
}
