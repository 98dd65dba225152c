import { describe, expect, it } from "vitest";
import type { Task } from "../model/task";
import { answerCurrent } from "./outbox";
import { heldHashes, receiveTasks } from "./queue";
import { INITIAL_STATE } from "./reducer";
import type { State } from "./types";

const ONE: Task = { _input_hash: 1, _task_hash: 7, text: "one" };
/** Another task that happens to have the same hash: the server marks it. */
const OTHER: Task = { _input_hash: 2, _task_hash: 7, _task_digest: 123, text: "other" };

const READY = { isPreparing: false, prefetch: 0 };
const textsOf = ({ current, queue }: State) => [current, ...queue].map((item) => item?.task.text);

describe("receiveTasks", () => {
  it("takes different tasks with the same hash, each once", () => {
    const state = receiveTasks(INITIAL_STATE, [ONE, OTHER, ONE, OTHER], READY);
    expect(textsOf(state)).toEqual(["one", "other"]);
    expect(textsOf(receiveTasks(state, [OTHER, ONE], READY))).toEqual(["one", "other"]);
    expect(heldHashes(state)).toEqual([7]);
  });

  it("takes a task while the answer to one with the same hash waits", () => {
    const answer = { task: ONE, answer: "accept", viewId: "text", timestamp: 1 } as const;
    const state = answerCurrent(receiveTasks(INITIAL_STATE, [ONE], READY), answer);
    expect(receiveTasks(state, [ONE], READY).current).toBeNull();
    expect(receiveTasks(state, [OTHER], READY).current?.task).toEqual(OTHER);
  });
});
