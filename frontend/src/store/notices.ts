/** How failures become messages that an annotator understands. */
import { ApiError } from "../api/errors";
import type { Notice } from "./types";

/** The server can't be reached. That is a state, which the page shows all the time, and no news. */
export function isOfflineError(error: unknown): boolean {
  return error instanceof ApiError && error.kind === "offline";
}

/** The status of a server that can't do its work at the moment, as when its database is down. */
export const BUSY = 503;

export function errorNotice(id: string, error: unknown, action?: Notice["action"]): Notice {
  const notice: Notice = { id, kind: "error", title: "error_title", action };
  if (!(error instanceof ApiError)) {
    return { ...notice, text: error instanceof Error ? error.message : String(error) };
  }
  if (error.kind === "offline") return { ...notice, message: "error_offline" };
  if (error.kind === "signed_out") {
    return { ...notice, message: "error_signed_out", action: "reload" };
  }
  // The server asks to wait: nothing is lost, and the page tries again by itself.
  if (error.status === BUSY) {
    const text = [error.message, error.hint].filter(Boolean).join(" ");
    return { ...notice, kind: "info", title: "notice", isCalm: true, text };
  }
  return {
    ...notice,
    text: error.message,
    message: error.status >= 500 ? "error_terminal_hint" : undefined,
    hint: error.hint ?? undefined,
    requestId: error.requestId ?? undefined,
  };
}

const FIRST_DELAY_MS = 2_000;
const LAST_DELAY_MS = 60_000;
/** To ask whether a server is there again costs it nothing. */
const OFFLINE_DELAY_MS = 10_000;

/** Milliseconds before the next attempt: 2, 4, 8 … 60 seconds, or 10 as long as there is no connection. */
export function backOff(failures: number, isOffline = false): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1), isOffline ? OFFLINE_DELAY_MS : LAST_DELAY_MS);
}
