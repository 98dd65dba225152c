/**
 * Half-done work on the server, while `drafts` is on: whoever changes the browser goes on where they stopped.
 *
 * The browser's own storage is quicker and comes first; a draft is only taken over into a task that nobody has
 * touched here. Drafts leave after a pause; the server forgets them with the answer.
 */
import { taskKey, type Task } from "../../model/task";
import { isSame } from "../../model/json";
import { DRAFT_RESTORED } from "../reducer";
import type { State } from "../types";
import { sessionOf, Timer, type Effect, type EffectContext } from "./context";
import { isEdited } from "../edits";

const PAUSE_MS = 2_000;

const itemsOf = ({ current, queue }: State) => [...(current ? [current] : []), ...queue];

export function drafts(context: EffectContext): Effect {
  const { store, client } = context;
  const timer = new Timer();
  /** What the server has by key of the task, as far as we know. */
  const kept = new Map<string, Task>();
  /** Drafts whose tasks have not come yet. */
  let waiting = new Map<string, Task>();
  let isLoaded = false;
  let isSending = false;
  let seen: unknown;

  client.getDrafts(sessionOf(context)).then(
    (found) => {
      for (const task of found) kept.set(taskKey(task), task);
      waiting = new Map(kept);
      isLoaded = true;
      run();
    },
    // Without them nothing is lost that was not there before.
    (error: unknown) => {
      console.warn("Drafts could not be loaded.", error);
      isLoaded = true;
    },
  );

  function takeOver(): void {
    for (const { key, task, original } of itemsOf(store.getState())) {
      const draft = waiting.get(taskKey(task));
      if (!draft) continue;
      waiting.delete(taskKey(task));
      if (task !== original || isSame(draft, task)) continue;
      store.dispatch({ type: "updated", key, patch: draft, isUndoable: false });
      store.dispatch({
        type: "noticed",
        notice: DRAFT_RESTORED,
      });
    }
  }

  /** Sends what has changed, one after the other. What fails is sent with the next change. */
  async function send(): Promise<void> {
    if (isSending || !store.getState().isActive) return;
    isSending = true;
    try {
      for (const item of itemsOf(store.getState())) {
        const key = taskKey(item.task);
        const draft = isEdited(item) ? item.task : null;
        if (draft === (kept.get(key) ?? null) || (draft && isSame(draft, kept.get(key)))) continue;
        await client.putDraft(item.task, draft, sessionOf(context));
        if (draft) kept.set(key, draft);
        else kept.delete(key);
      }
    } catch (error) {
      console.warn("A draft could not be kept on the server.", error);
      timer.start(10 * PAUSE_MS, () => void send());
    } finally {
      isSending = false;
    }
  }

  function run(): void {
    const { current, queue, isActive } = store.getState();
    if (!isActive || !isLoaded) return;
    if (waiting.size) takeOver();
    const task = current?.task;
    if (task === seen && !queue.length) return;
    if (task !== seen) timer.start(PAUSE_MS, () => void send());
    seen = task;
  }

  return { run, stop: () => timer.end() };
}
