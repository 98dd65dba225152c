/** What every label bar takes from the settings and the labels, as plain values. */
import type { AppConfig } from "../../model/config";
import type { Shortcut } from "../../keymap/react";
import { SEARCH_MIN } from "../../ui/labelGroups";
import type { LabelBarProps } from "../../ui/labelBarProps";

type BarSettings = Pick<LabelBarProps, "style" | "dir" | "descriptions" | "groups">;

export function barSettings(config: AppConfig): BarSettings {
  return {
    style: config.ner_manual_label_style === "dropdown" ? "dropdown" : "list",
    dir: config.writing_dir === "rtl" ? "rtl" : undefined,
    descriptions: config.label_descriptions as Record<string, string> | undefined,
    groups: config.label_groups as Record<string, string[]> | undefined,
  };
}

/** Long bars can be searched, unless the browser does it in its own list. */
export function canFilterLabels(labels: readonly string[], config: AppConfig, readOnly = false): boolean {
  return labels.length >= SEARCH_MIN && barSettings(config).style !== "dropdown" && !readOnly;
}

/** keys: One per label, "" for none. */
export function labelShortcuts(
  labels: readonly string[],
  keys: readonly string[],
  choose: (label: string) => void,
): Shortcut[] {
  return labels.flatMap((label, i) => {
    const key = keys[i];
    return key ? [{ action: `label_${i + 1}`, keys: [key], label, run: () => choose(label) }] : [];
  });
}
