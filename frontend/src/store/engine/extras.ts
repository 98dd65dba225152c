/** Parts that begin after the first task, and those that only a setting asks for, which are files of their own. */
import type { AppConfig } from "../../model/config";
import { activity } from "../effects/activity";
import { autosave } from "../effects/autosave";
import type { Clock } from "../effects/clock";
import type { EffectContext } from "../effects/context";
import { counting, type Counting } from "../effects/counting";
import { doubleClicks } from "../effects/doubleClicks";
import type { Running } from "./running";

export interface Extras {
  /** Resolves when what the settings ask for is there; the background does not keep anybody waiting. */
  load(config: AppConfig): Promise<void>;
  /** The time per task, if `show_timer` is on. */
  clock(): Clock | null;
  /** Asks for the figures, now. */
  refreshFigures(): void;
}

export function makeExtras(context: EffectContext, running: Running): Extras {
  let figures: Counting | null = null;
  let clock: Clock | null = null;

  function runInBackground(): void {
    const saving = autosave(context);
    figures = counting(context);
    running.add(saving, figures);
    running.onStop(activity(context), doubleClicks(context));
    saving.run();
    figures.run();
  }

  return {
    async load({ drafts, show_timer }) {
      // The first task does not wait for it.
      void Promise.resolve().then(runInBackground).catch(console.warn);
      if (drafts) running.add((await import("../effects/drafts")).drafts(context));
      if (!show_timer) return;
      clock = (await import("../effects/clock")).makeClock(context);
      running.onStop(clock.stop);
    },
    clock: () => clock,
    refreshFigures: () => figures?.refresh(),
  };
}
