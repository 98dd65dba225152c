/** What the button of a notice is called, and what it does. */
import type { Engine } from "../store/engine";
import type { Notice } from "../store/types";

export type NoticeAction = NonNullable<Notice["action"]>;

export const ACTION_TEXT = {
  retry_post: "retry",
  retry_fetch: "retry",
  reload: "reload",
  undo: "undo",
  accept_anyway: "accept_anyway",
} as const;

export function act(action: NoticeAction, engine: Engine): void {
  if (action === "reload") location.reload();
  else if (action === "undo") engine.undo();
  else if (action === "accept_anyway") void engine.answer("accept", true);
  else engine.retry();
}
