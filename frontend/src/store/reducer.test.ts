/** What holds for the state whatever happens to it, in any order. */
import { describe, expect, it, vi } from "vitest";
import type { AppConfig } from "../model/config";
import { makeTask } from "../testing/fakeServer";
import { receivedAction, startedAction } from "../testing/storeActions";
import { random } from "../text/testTokens";
import type { Action } from "./actions";
import { canEditSent, dueAnswers, keepBack, reopenable } from "./outbox";
import { INITIAL_STATE, reducer } from "./reducer";
import type { Answered, State } from "./types";

const started = (extra: Partial<AppConfig> = {}) =>
  reducer(INITIAL_STATE, startedAction({ batch_size: 3, ...extra }, "s"));
const run = (state: State, ...actions: Action[]) => actions.reduce(reducer, state);
const received = (first: number, count: number, generation = 0): Action =>
  receivedAction(
    Array.from({ length: count }, (_, i) => makeTask(first + i)),
    generation,
  );
const answer = (state: State, kind: "accept" | "reject" = "accept"): Action => ({
  type: "answered",
  task: state.current!.task,
  answer: kind,
  viewId: "text",
  timestamp: 1,
});
const answerAll = (state: State, count: number) => {
  let now = state;
  for (let i = 0; i < count; i += 1) now = reducer(now, answer(now));
  return now;
};
const keysOf = (answers: readonly Answered[]) => answers.map(({ item }) => item.key);

describe("the queue", () => {
  it("shows the first task at once and keeps the others in order", () => {
    const state = run(started(), received(1, 3));
    expect(state.current?.task._task_hash).toBe(1);
    expect(state.queue.map(({ task }) => task._task_hash)).toEqual([2, 3]);
  });

  it("throws away what was asked for before it was reset", () => {
    const state = run(started(), { type: "fetchStarted" }, { type: "queueReset" });
    expect(run(state, received(1, 3))).toBe(state);
    expect(run(state, { type: "fetchFailed", generation: 0, notice: null, isOffline: false })).toBe(state);
    expect(run(state, received(1, 3, 1)).queue).toHaveLength(2);
  });

  it("is at its end when nothing came, unless the server still prepares", () => {
    expect(run(started(), receivedAction([]))).toMatchObject({ isExhausted: true, isPreparing: false });
    expect(run(started(), receivedAction([], 0, true))).toMatchObject({ isExhausted: false, isPreparing: true });
  });
});

describe("notices", () => {
  const notice = (id: string, text: string) => ({ id, kind: "info", title: "notice", text }) as const;

  it("replace the one with the same id and go when they are dismissed", () => {
    const state = run(
      started(),
      { type: "noticed", notice: notice("a", "1") },
      { type: "noticed", notice: notice("b", "2") },
      { type: "noticed", notice: notice("a", "3") },
    );
    expect(state.notices.map(({ text }) => text)).toEqual(["2", "3"]);
    expect(run(state, { type: "dismissed", id: "a" }).notices.map(({ text }) => text)).toEqual(["2"]);
  });
});

describe("the outbox", () => {
  it("lets a batch go when another one has built up behind it", () => {
    const full = answerAll(run(started(), received(1, 9)), 5);
    expect(keepBack(full)).toBe(3);
    expect(dueAnswers(full)).toEqual([]);
    expect(dueAnswers(answerAll(full, 1)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("lets everything go when it is saved, and nothing that came later", () => {
    const saved = run(answerAll(run(started(), received(1, 9)), 2), { type: "saveRequested" });
    expect(dueAnswers(answerAll(saved, 1)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("repeats a batch that failed as it was, without what was answered since", () => {
    let state = run(answerAll(run(started(), received(1, 9)), 2), { type: "saveRequested" });
    state = run(state, { type: "postStarted", batchId: "b", seqs: [1, 2] });
    state = answerAll(state, 1);
    const notice = { id: "post", kind: "error", title: "notice" } as const;
    state = run(state, { type: "postFailed", notice, isOffline: false }, { type: "saveRequested" });
    expect(dueAnswers(state).map(({ seq, batchId }) => [seq, batchId])).toEqual([
      [1, "b"],
      [2, "b"],
    ]);
    const reopened = run(state, { type: "reopened", key: state.unsent[0]!.item.key });
    expect(dueAnswers(reopened).map(({ seq, batchId }) => [seq, batchId])).toEqual([
      [2, undefined],
      [3, undefined],
    ]);
  });

  it("sends nothing from a page that is not active any more, but what no other tab finds", () => {
    const state = run(answerAll(run(started(), received(1, 9)), 3), { type: "saveRequested" }, { type: "deactivated" });
    expect(dueAnswers(state)).toEqual([]);
    const strayed = run(state, { type: "strayed", seqs: [2] });
    expect(dueAnswers(strayed).map(({ seq }) => seq)).toEqual([2]);
  });
});

describe("edits", () => {
  it("are taken back and done again to the very same objects", () => {
    const next = random(3);
    let state = run(started(), received(1, 2));
    const versions = [state.current!.task];
    for (let i = 0; i < 40; i += 1) {
      const patch = { [`key${next(4)}`]: next(2) === 0 ? undefined : i };
      state = run(state, { type: "updated", key: null, patch, isUndoable: true });
      if (state.current!.task !== versions.at(-1)) versions.push(state.current!.task);
    }
    const back = [...versions].reverse().slice(1);
    for (const version of back) {
      state = run(state, { type: "editUndone" });
      expect(state.current!.task).toBe(version);
    }
    expect(run(state, { type: "editUndone" })).toBe(state);
    for (const version of versions.slice(1)) {
      state = run(state, { type: "editRedone" });
      expect(state.current!.task).toBe(version);
    }
    expect(run(state, { type: "editRedone" })).toBe(state);
  });

  it("can't be done again after another edit", () => {
    const edit = (value: number): Action => ({ type: "updated", key: null, patch: { note: value }, isUndoable: true });
    const state = run(started(), received(1, 1), edit(1), { type: "editUndone" }, edit(2));
    expect(run(state, { type: "editRedone" })).toBe(state);
  });
});

describe("any sequence of actions", () => {
  type Next = (below: number) => number;
  const notice = { id: "post", kind: "error", title: "notice" } as const;

  function step(state: State, next: Next, tasks: { sent: number }): Action {
    const pick = [...reopenable(state)];
    const due = dueAnswers(state);
    const choices: (Action | null)[] = [
      state.current && answer(state, next(2) ? "accept" : "reject"),
      state.current && answer(state),
      { type: "updated", key: null, patch: { note: next(5) }, isUndoable: next(2) === 0 },
      { type: "editUndone" },
      { type: "editRedone" },
      { type: "reopened", key: pick.length ? pick[next(pick.length)]!.item.key : null },
      { type: "reopened", key: null },
      { type: "saveRequested" },
      due.length
        ? { type: "postStarted", batchId: due[0]!.batchId ?? `b${next(1e9)}`, seqs: due.map(({ seq }) => seq) }
        : null,
      state.inflight && { type: "postSucceeded", counts: {} },
      state.inflight && { type: "postFailed", notice, isOffline: false },
      state.unsent.length
        ? { type: "handedOver", batchId: `h${next(1e9)}`, seqs: state.unsent.map(({ seq }) => seq) }
        : null,
      state.queue.length < 3 ? received((tasks.sent += 2) - 1, 2) : null,
    ];
    return choices[next(choices.length)] ?? { type: "dismissed", id: "none" };
  }

  it.each([1, 2, 3, 4])("loses no task and no answer, and has each only once (seed %i)", (seed) => {
    vi.spyOn(console, "info").mockImplementation(() => {});
    const next = random(seed);
    const tasks = { sent: 0 };
    let state = started({ batch_size: 1 + next(4), edit_sent: seed % 2 === 0, history_length: next(8) });
    const confirmed = new Set<number>();
    for (let i = 0; i < 1500; i += 1) {
      const action = step(state, next, tasks);
      if (action.type === "postSucceeded") for (const key of keysOf(state.inflight!.answers)) confirmed.add(key);
      const before = state;
      state = reducer(before, action);
      const open = [state.current, ...state.queue].flatMap((item) => (item ? [item.key] : []));
      const held = [
        ...open,
        ...keysOf(state.unsent),
        ...keysOf(state.inflight?.answers ?? []),
        ...keysOf(state.sentRecent),
      ];
      expect(new Set(held).size).toBe(held.length);
      for (let key = 1; key < state.nextKey; key += 1) expect(held.includes(key) || confirmed.has(key)).toBe(true);
      const waiting = [...(state.inflight?.answers ?? []), ...state.unsent].map(({ seq }) => seq);
      expect(waiting).toEqual([...waiting].sort((a, b) => a - b));
      if (!canEditSent(state)) expect(state.sentRecent).toEqual([]);
    }
    expect(confirmed.size).toBeGreaterThan(10);
  });
});
