/** Parts that come after the first task, or only where a setting asks for them: files of their own. */
import type { AppConfig } from "../../model/config";
import type { Clock } from "../effects/clock";
import type { EffectContext } from "../effects/context";
import type { Counting } from "../effects/counting";
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

  function runInBackground(parts: typeof import("../effects/background")): void {
    const saving = parts.autosave(context);
    figures = parts.counting(context);
    running.add(saving, figures);
    running.onStop(parts.activity(context), parts.doubleClicks(context));
    saving.run();
    figures.run();
  }

  return {
    async load({ drafts, show_timer }) {
      void import("../effects/background").then(runInBackground).catch(console.warn);
      if (drafts) running.add((await import("../effects/drafts")).drafts(context));
      if (!show_timer) return;
      clock = (await import("../effects/clock")).makeClock(context);
      running.onStop(clock.stop);
    },
    clock: () => clock,
    refreshFigures: () => figures?.refresh(),
  };
}
