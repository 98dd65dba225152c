/** What the browser keeps of this page, and how the page lets go of a session that another tab takes. */
import { flushInputs } from "../../model/pendingInputs";
import type { EffectContext } from "../effects/context";
import { persist, restore, type Persistence } from "../effects/persist";
import type { Storage } from "../effects/storage";

export interface Keeping {
  /**
   * Restores what an earlier page left, and keeps everything from now on. Without a storage, or where it does not
   * work, there is nothing to run.
   *
   * fence: see PersistOptions.
   */
  begin(fence?: string): Promise<Persistence | null>;
  /** Stops fetching, posting and storing: another tab goes on. Resolves when it finds everything stored. */
  handOver(): Promise<void>;
}

export interface KeepingOptions {
  context: Pick<EffectContext, "store" | "sessionName">;
  storage: Storage | null;
  /** Another tab has taken the session without asking this one. */
  onTaken(): void;
}

export function makeKeeping({ context, storage, onTaken }: KeepingOptions): Keeping {
  const { getState, dispatch } = context.store;
  let persistence: Persistence | null = null;

  async function begin(fence?: string): Promise<Persistence | null> {
    if (!storage) return null;
    try {
      const data = await restore(getState(), context.sessionName, storage);
      if (data) dispatch({ type: "restored", data });
      persistence = persist(context, storage, { fence, onRefused });
    } catch (error) {
      console.warn("Nothing could be restored from this browser.", error);
      dispatch({ type: "storageBroke" });
    }
    return persistence;
  }

  function onRefused(): void {
    void handOver();
    onTaken();
  }

  async function handOver(): Promise<void> {
    flushInputs();
    // Inputs that were open are the last thing that this page stores.
    persistence?.run();
    dispatch({ type: "deactivated" });
    const { unsent } = getState();
    const strays = persistence ? await persistence.settled() : unsent.map(({ seq }) => seq);
    if (strays.length) dispatch({ type: "strayed", seqs: strays });
  }

  return { begin, handOver };
}
