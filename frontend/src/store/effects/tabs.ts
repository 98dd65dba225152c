/**
 * One session, one tab. A second tab of the same session would show the same tasks and overwrite
 * the stored outbox of the first, so it asks first, and the annotator decides where to go on.
 */
const WAIT_MS = 150;

type Message = { kind: "claim" | "held" | "take"; from: string };

export interface TabGuard {
  /** True if no other tab has the session. */
  claim(): Promise<boolean>;
  /** Tells the other tab to stop; this page should then reload. */
  takeOver(): Promise<void>;
  stop(): void;
}

export function tabGuard(name: string, onTaken: () => void, id = String(Math.random())): TabGuard {
  if (typeof BroadcastChannel === "undefined") {
    return { claim: async () => true, takeOver: async () => {}, stop() {} };
  }
  const channel = new BroadcastChannel(`prodigy ${name}`);
  let isHolder = false;
  let refused: (() => void) | null = null;
  const send = (kind: Message["kind"]) => channel.postMessage({ kind, from: id });

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.from === id) return;
    if (data.kind === "claim" && isHolder) send("held");
    if (data.kind === "held") refused?.();
    if (data.kind === "take" && isHolder) {
      isHolder = false;
      onTaken();
    }
  };

  return {
    async claim() {
      send("claim");
      isHolder = await new Promise<boolean>((resolve) => {
        refused = () => resolve(false);
        setTimeout(() => resolve(true), WAIT_MS);
      });
      refused = null;
      return isHolder;
    },
    async takeOver() {
      send("take");
      // The other tab finishes writing its outbox meanwhile.
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    },
    stop: () => channel.close(),
  };
}
