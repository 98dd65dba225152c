/** Keys of labels and options, when several parts of a card would like to have the numbers. */
import type { AppConfig } from "../../model/config";
import { labelKeys, ownKeys } from "../../keymap/labels";

type KeySettings = Pick<Partial<AppConfig>, "keymap_by_label">;

/**
 * One key per item; "" for none.
 *
 * names: Further names by which `keymap_by_label` may know the items (the text of an option).
 * usesNumbers: false keeps only keys that the settings give to an item by name.
 */
export function itemKeys(
  items: readonly string[],
  config: KeySettings,
  usesNumbers: boolean,
  names: readonly (string | undefined)[] = [],
): string[] {
  const own = ownKeys(config);
  const named = items.map((item, i) => own[item] ?? own[names[i] ?? ""]);
  if (!usesNumbers) return named.map((key) => key ?? "");
  return labelKeys(items, config).map((key, i) => named[i] ?? key);
}
