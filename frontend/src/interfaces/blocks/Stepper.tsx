/** Which step of a task is open, and the way to the others. */
import { useShortcuts } from "../../keymap/react";
import { keyHint } from "../../keymap/labels";
import { actionKeys } from "../../keymap/defaults";
import { turnsPages } from "../shared/turnsPages";
import type { AppConfig } from "../../model/config";
import type { Translate } from "../../i18n/translate";

interface StepperProps {
  count: number;
  current: number;
  onGo(index: number): void;
  config: AppConfig;
  t: Translate;
}

export function Stepper({ count, current, onGo, config, t }: StepperProps) {
  const isRtl = config.writing_dir === "rtl";
  const [back, forth] = isRtl ? ["right", "left"] : ["left", "right"];
  const go = (index: number) => () => onGo(index);
  // Behind the keys of views: arrows that move a shape or a token, or turn a page, don't leave the step.
  const when = () => turnsPages(document.activeElement);
  const moves = [
    { action: "previous_step", keys: [back as string], to: current - 1 },
    { action: "next_step", keys: [forth as string], to: current + 1 },
  ] as const;
  useShortcuts(
    moves.map(({ action, keys, to }) => ({ action, keys, label: t(action), when, run: go(to) })),
    "global",
  );
  const [previous, next] = moves.map(({ action, keys, to }) => {
    const hint = keyHint(actionKeys(action, config.keymap, keys)[0] ?? "");
    return (
      <button
        key={action}
        type="button"
        className="prodigy-step-move"
        data-prodigy-step-move={action}
        disabled={to < 0 || to >= count}
        aria-label={t(action)}
        title={t(action)}
        onClick={go(to)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={to > current !== isRtl ? "m9 5 7 7-7 7" : "m15 5-7 7 7 7"} />
        </svg>
        {hint && <kbd aria-hidden="true">{hint}</kbd>}
      </button>
    );
  });
  const steps = Array.from({ length: count }, (_, index) => index);
  return (
    <nav className="prodigy-steps" aria-label={t("steps")} dir={isRtl ? "rtl" : undefined}>
      {previous}
      <ol>
        {steps.map((index) => (
          <li key={index}>
            <button
              type="button"
              className="prodigy-step"
              data-prodigy-step={index}
              aria-current={index === current ? "step" : undefined}
              aria-label={t("step_of", { n: index + 1, total: count })}
              onClick={go(index)}
            >
              {index + 1}
            </button>
          </li>
        ))}
      </ol>
      {next}
      <span className="prodigy-hidden" aria-live="polite">
        {t("step_of", { n: current + 1, total: count })}
      </span>
    </nav>
  );
}
