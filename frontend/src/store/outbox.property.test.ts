/**
 * No answer is ever lost, none is stored twice, and the last word counts: for any sequence of what people, the network
 * and the server do. A model of the server keeps one answer per task, and each batch once.
 */
import fc from "../testing/fc";
import { expect, it, vi } from "vitest";
import type { Answer } from "../model/parts";
import { makeTask } from "../testing/fakeServer";
import { receivedAction, startedAction } from "../testing/storeActions";
import { dueAnswers, reopenable } from "./outbox";
import { INITIAL_STATE, reducer } from "./reducer";
import type { Answered, State } from "./types";

const kinds = fc.constantFrom<Answer>("accept", "reject", "ignore");
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("answer" as const), kind: kinds }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("fetch" as const), count: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("undo" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("edit" as const), note: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("save" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      end: fc.constantFrom("ok", "refused", "response lost", "late"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), arrives: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("arrive" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const config = fc.record({
  batch_size: fc.integer({ min: 1, max: 4 }),
  history_length: fc.integer({ min: 0, max: 4 }),
  edit_sent: fc.boolean(),
  instant_submit: fc.boolean(),
});

/** The page, its server, and what the annotator has said last about each task. */
class Run {
  state: State;
  stored = new Map<number, Answer>();
  said = new Map<number, Answer>();
  private batches = new Set<string>();
  private late: (() => void)[] = [];
  private fetched = 0;
  private ids = 0;

  constructor(settings: Parameters<typeof startedAction>[0]) {
    this.state = reducer(INITIAL_STATE, startedAction(settings));
  }

  private do(action: Parameters<typeof reducer>[1]): void {
    this.state = reducer(this.state, action);
  }

  private arrive(id: string, answers: readonly Answered[], withdrawn: readonly string[]): void {
    if (this.batches.has(id)) return;
    for (const other of withdrawn) this.batches.add(other);
    this.batches.add(id);
    for (const { item, answer } of answers) this.stored.set(item.task._task_hash, answer);
  }

  take(one: Step): void {
    const { current } = this.state;
    if (one.do === "answer" && current) {
      this.said.set(current.task._task_hash, one.kind);
      this.do({ type: "answered", task: current.task, answer: one.kind, viewId: "text", timestamp: 1 });
    } else if (one.do === "fetch") {
      const tasks = Array.from({ length: one.count }, () => makeTask(++this.fetched));
      this.do(receivedAction(tasks));
    } else if (one.do === "undo") this.reopen(null);
    else if (one.do === "reopen") {
      const all = reopenable(this.state);
      if (all.length) this.reopen(all[one.which % all.length]!.item.key);
    } else if (one.do === "edit") {
      this.do({ type: "updated", key: null, patch: { note: one.note }, isUndoable: true });
    } else if (one.do === "save") this.do({ type: "saveRequested" });
    else if (one.do === "post") this.post(one.end);
    else if (one.do === "leave") this.leave(one.arrives);
    else if (one.do === "arrive") this.arriveLate();
  }

  private reopen(key: number | null): void {
    const before = this.state.current;
    this.do({ type: "reopened", key });
    const { current } = this.state;
    // Taken back: what counts now is what the server has, if anything.
    if (current && current !== before) this.said.delete(current.task._task_hash);
  }

  private post(end: string): void {
    const due = dueAnswers(this.state);
    if (!due.length) return;
    const id = due[0]!.batchId ?? `batch ${++this.ids}`;
    const { withdrawn } = this.state;
    this.do({ type: "postStarted", batchId: id, seqs: due.map(({ seq }) => seq) });
    if (end === "late") this.late.push(() => this.arrive(id, due, withdrawn));
    else if (end !== "refused") this.arrive(id, due, withdrawn);
    if (end === "ok") this.do({ type: "postSucceeded", counts: {} });
    else this.do({ type: "postFailed", notice: null, isOffline: true });
  }

  private leave(arrives: boolean): void {
    const fresh = this.state.unsent.filter(({ batchId }) => !batchId);
    if (!fresh.length) return;
    const id = `left ${++this.ids}`;
    if (arrives) this.arrive(id, fresh, this.state.withdrawn);
    this.do({ type: "handedOver", batchId: id, seqs: fresh.map(({ seq }) => seq) });
  }

  /** What was on its way when the page gave it up. */
  arriveLate(): void {
    for (const arrive of this.late.splice(0)) arrive();
  }

  /** Everything that the page holds. */
  held(): { key: number; hash: number }[] {
    const { current, queue, unsent, inflight, sentRecent } = this.state;
    const answered = [...(inflight?.answers ?? []), ...unsent, ...sentRecent].map(({ item }) => item);
    return [...(current ? [current] : []), ...queue, ...answered].map(({ key, task }) => ({
      key,
      hash: task._task_hash,
    }));
  }

  flush(): void {
    this.do({ type: "saveRequested" });
    for (let turn = 0; turn < 100 && this.state.unsent.length; turn += 1) this.post("ok");
  }

  get count(): number {
    return this.fetched;
  }
}

it("keeps every task in one place, and every last word until the server has it", () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  fc.assert(
    fc.property(config, fc.array(step, { minLength: 10, maxLength: 60, size: "max" }), (settings, steps) => {
      const run = new Run(settings);
      for (const one of steps) {
        run.take(one);
        const held = run.held();
        expect(new Set(held.map(({ key }) => key)).size).toBe(held.length);
        expect(new Set(held.map(({ hash }) => hash)).size).toBe(held.length);
        const seqs = run.state.unsent.map(({ seq }) => seq);
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
        // What is nowhere in the page has been stored.
        const here = new Set(held.map(({ hash }) => hash));
        for (let hash = 1; hash <= run.count; hash += 1) if (!here.has(hash)) expect(run.stored.has(hash)).toBe(true);
      }
      run.flush();
      expect(run.state.unsent).toEqual([]);
      run.arriveLate();
      for (const [hash, answer] of run.said) expect([hash, run.stored.get(hash)]).toEqual([hash, answer]);
    }),
    { numRuns: 300 },
  );
});
