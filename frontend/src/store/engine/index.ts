/** The store with its effects, and everything that a user or custom code can do. Wires the parts of this folder. */
import type { Client } from "../../api/client";
import type { AppConfig } from "../../model/config";
import type { Answer } from "../../model/parts";
import { flushInputs } from "../../model/pendingInputs";
import type { TaskProblem } from "../../model/problem";
import type { Task } from "../../model/task";
import type { UpdateOptions } from "../../model/view";
import { normalizeConfig } from "../config";
import { createStore, type Store } from "../createStore";
import type { Clock } from "../effects/clock";
import type { EffectContext } from "../effects/context";
import { fetchLoop } from "../effects/fetchLoop";
import { leave } from "../effects/leave";
import { outboxLoop } from "../effects/outboxLoop";
import { reconnect } from "../effects/reconnect";
import type { Storage } from "../effects/storage";
import { countsOf } from "../figures";
import { randomId } from "../randomId";
import { countUnconfirmed } from "../selectors";
import type { Answered, Notice } from "../types";
import { makeAnswering } from "./answering";
import { makeExtras } from "./extras";
import { makeKeeping } from "./keeping";
import { problemOf, viewIdOf, type GetView } from "./questions";
import { makeRunning } from "./running";
import { makeTakingBack } from "./takingBack";

/** What the engine tells the outside: the page for drawing, custom code for its events. */
export interface EngineEvents {
  answered?(answered: Answered): void;
  reopened?(task: Task): void;
  stored?(count: number): void;
  failed?(error: unknown): void;
  /** Another tab has taken the session without asking this one. */
  taken?(): void;
}

export interface EngineOptions {
  client: Client;
  storage: Storage | null;
  sessionName: string | null;
  getView: GetView;
  events?: EngineEvents;
  newId?: () => string;
}

export interface Engine {
  store: Store;
  events: EngineEvents;
  /** fence: see PersistOptions. */
  start(config: Partial<AppConfig>, fence?: string): Promise<void>;
  stop(): void;
  /** isForced: without asking again, as after "accept anyway". */
  answer(kind: Answer, isForced?: boolean): Promise<void>;
  update(patch: Partial<Task>, options?: UpdateOptions & { key?: number }): void;
  undo(): void;
  reopen(key: number): void;
  save(): void;
  flag(isFlagged?: boolean): void;
  undoEdit(): void;
  redoEdit(): void;
  resetQueue(): void;
  retry(): void;
  notify(notice: Notice): void;
  dismiss(id: string): void;
  /** Why the current task can't be drawn, or null. */
  problem(): TaskProblem | null;
  viewId(): string;
  /** The time per task, if `show_timer` is on. */
  clock(): Clock | null;
  /** Stops fetching, posting and storing: another tab goes on. Resolves when it finds everything stored. */
  deactivate(): Promise<void>;
}

/** Everything that only changes what is on the card, or what is said about it. */
type Edits = Pick<
  Engine,
  "update" | "flag" | "undoEdit" | "redoEdit" | "resetQueue" | "notify" | "dismiss" | "problem" | "viewId"
>;

export function createEngine(options: EngineOptions): Engine {
  const { client, storage, sessionName, getView, events = {}, newId = randomId } = options;
  const store = createStore();
  const { getState, dispatch } = store;
  const context: EffectContext = { store, client, sessionName, newId };
  const edits = makeEdits(store, getView);
  const running = makeRunning(store);
  const keeping = makeKeeping({ context, storage, onTaken: () => events.taken?.() });
  const extras = makeExtras(context, running);
  const fetching = fetchLoop(context);
  const outbox = outboxLoop(context, {
    onStored: (count) => events.stored?.(count),
    onFailed: (error) => events.failed?.(error),
  });
  const shared = { getClock: extras.clock, notify: edits.notify };
  const onAnswered = (answered: Answered) => events.answered?.(answered);
  const { answer, move } = makeAnswering({ ...shared, context, getView, onAnswered });
  const takeBack = makeTakingBack({ ...shared, store, onReopened: (task) => events.reopened?.(task) });

  function retry(): void {
    fetching.retry();
    outbox.retry();
  }

  return {
    ...edits,
    store,
    events,
    async start(raw, fence) {
      const config = normalizeConfig(raw);
      dispatch({ type: "started", config, sessionId: config.session_id ?? null, counts: countsOf(raw) });
      const persistence = await keeping.begin(fence);
      // An answer is stored here before it leaves.
      if (persistence) running.add(persistence);
      running.add(outbox, fetching, reconnect(store, retry));
      await extras.load(config);
      running.onStop(leave(context));
      running.start();
    },
    stop: running.stop,
    answer,
    undo() {
      flushInputs();
      const state = getState();
      if (!state.isActive || state.isValidating || edits.problem() || !move(-1)) takeBack(null);
    },
    reopen: takeBack,
    save() {
      flushInputs();
      dispatch({ type: "saveRequested" });
      outbox.retry();
      if (!countUnconfirmed(getState())) extras.refreshFigures();
    },
    retry,
    clock: extras.clock,
    deactivate: keeping.handOver,
  };
}

function makeEdits({ getState, dispatch }: Store, getView: GetView): Edits {
  const update: Engine["update"] = (patch, { undoable = true, key } = {}) =>
    dispatch({ type: "updated", key: key ?? null, patch, isUndoable: undoable });
  return {
    update,
    flag(isFlagged) {
      const { current } = getState();
      if (!current) return;
      const isOn = isFlagged ?? current.task.flagged !== true;
      update({ flagged: isOn ? true : undefined });
    },
    undoEdit() {
      flushInputs();
      dispatch({ type: "editUndone" });
    },
    redoEdit: () => dispatch({ type: "editRedone" }),
    resetQueue: () => dispatch({ type: "queueReset" }),
    notify: (notice) => dispatch({ type: "noticed", notice }),
    dismiss: (id) => dispatch({ type: "dismissed", id }),
    problem: () => problemOf(getState(), getView),
    viewId: () => viewIdOf(getState()),
  };
}
