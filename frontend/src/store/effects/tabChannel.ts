/** What the tabs of a session tell each other. */

export type Kind = "claim" | "held" | "take" | "given";

interface Message {
  kind: Kind;
  /** The id of the page that sends it. */
  from: string;
}

export interface TabChannel {
  send(kind: Kind): void;
  /** True if a message of that kind came in time (ms). */
  isTold(kind: Kind, milliseconds: number): Promise<boolean>;
  close(): void;
}

/** id: Of this page, which hears nothing of its own. Where tabs can't talk, nothing is ever told. */
export function openTabChannel(name: string, id: string, hear: (kind: Kind, from: string) => void): TabChannel {
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
  const replies = new Map<Kind, () => void>();
  if (channel) {
    channel.onmessage = ({ data: { kind, from } }: MessageEvent<Message>) => {
      if (from === id) return;
      replies.get(kind)?.();
      hear(kind, from);
    };
  }
  return {
    send: (kind) => channel?.postMessage({ kind, from: id } satisfies Message),
    isTold: (kind, milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), milliseconds);
        replies.set(kind, () => {
          clearTimeout(timer);
          resolve(true);
        });
      }),
    close: () => channel?.close(),
  };
}
