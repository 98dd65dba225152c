/** The active label of a bar: kept from task to task unless the settings say otherwise. */
import { useEffect } from "react";
import { noteLabelUse } from "../../ui/recentLabels";
import { setViewState, useViewState } from "./viewState";

export type LabelReset = "keep" | "first" | "none";

/**
 * The label that is active with the present labels: the remembered one while it is offered, else the first, or none at
 * all if a label has to be chosen for every task.
 */
export function pickLabel(remembered: string | null, labels: readonly string[], reset: LabelReset): string | null {
  if (remembered !== null && labels.includes(remembered)) return remembered;
  return reset === "none" ? null : (labels[0] ?? null);
}

/** RETURNS: The active label, or null, and the function that changes it. `scope` tells several bars of a card apart. */
export function useActiveLabel(
  scope: string,
  labels: readonly string[],
  reset: LabelReset = "keep",
): [string | null, (label: string) => void] {
  const key = `label ${scope}`;
  const [remembered, remember] = useViewState<string | null>(key, null);
  useEffect(() => {
    // Views are mounted once per task, so this runs when a task appears.
    if (reset !== "keep") setViewState(key, null);
  }, [key, reset]);
  const choose = (label: string) => {
    noteLabelUse(label);
    remember(label);
  };
  return [pickLabel(remembered, labels, reset), choose];
}
