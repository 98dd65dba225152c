/** Choosing without a pointer: digits for responses, t for a tie. RETURNS: the key of each response. */
import { useMemo } from "react";
import { useShortcuts } from "../../keymap/react";
import { itemKeys } from "../shared/itemKeys";
import type { ViewProps } from "../types";
import type { Candidate } from "./model";

interface PreferenceKeys extends Pick<ViewProps, "config" | "usesNumberKeys" | "t"> {
  candidates: readonly Candidate[];
  readOnly: boolean;
  prefer(id: string): void;
  tie(): void;
}

export function usePreferenceKeys(props: PreferenceKeys): readonly string[] {
  const { candidates, config, usesNumberKeys, readOnly, prefer, tie, t } = props;
  const isChoice = candidates.length > 1;
  const hasNumbers = usesNumberKeys && !readOnly && isChoice;
  const keys = useMemo(() => {
    const letters = candidates.map(({ letter }) => letter);
    return itemKeys(letters, config, hasNumbers);
  }, [candidates, config, hasNumbers]);
  useShortcuts(
    isChoice && !readOnly
      ? candidates.flatMap(({ id, letter }, i) => {
          const key = keys[i];
          if (!key) return [];
          const label = t("response_prefer", { letter });
          return [{ action: `response_${i + 1}`, keys: [key], label, run: () => prefer(id) }];
        })
      : [],
    "labels",
  );
  useShortcuts(
    isChoice && !readOnly && config.preference_tie !== false
      ? [{ action: "tie", keys: ["t"], label: t("response_tie"), run: tie }]
      : [],
  );
  return keys;
}
