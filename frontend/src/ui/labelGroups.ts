/** Order, groups and search of long lists of labels. */

/** From this many labels on the bar offers a filter box. */
export const SEARCH_MIN = 8;
/** Groups are made from prefixes (`GROUP/LABEL`) only for bars of at least this many labels. */
export const GROUP_MIN = 12;

export interface LabelGroup {
  /** null: labels outside of any group. */
  name: string | null;
  labels: string[];
}

/**
 * Sort labels into groups.
 *
 * labels: All labels, in their order. groups: Labels by group name; without it, long lists are grouped by what stands
 * before the first slash.
 * RETURNS: The ungrouped labels first, then the groups in order of appearance. Every label appears once.
 */
export function groupLabels(
  labels: readonly string[],
  groups?: Readonly<Record<string, readonly string[]>>,
): LabelGroup[] {
  const nameOf = new Map<string, string>();
  for (const [name, members] of Object.entries(groups ?? {})) {
    for (const label of members) if (!nameOf.has(label)) nameOf.set(label, name);
  }
  if (!groups && labels.length >= GROUP_MIN) {
    // A label may be a number.
    const prefixes = labels.map(String).map((label) => label.slice(0, Math.max(0, label.indexOf("/"))));
    // A group of one would hide a label behind another click and order nothing.
    const isShared = (prefix: string) => prefixes.filter((other) => other === prefix).length > 1;
    labels.forEach((label, i) => {
      if (prefixes[i] && isShared(prefixes[i])) nameOf.set(label, prefixes[i]);
    });
  }
  const rest: LabelGroup = { name: null, labels: [] };
  const named = new Map<string, LabelGroup>();
  for (const label of labels) {
    const name = nameOf.get(label);
    if (name === undefined) {
      rest.labels.push(label);
      continue;
    }
    const group = named.get(name) ?? { name, labels: [] };
    group.labels.push(label);
    named.set(name, group);
  }
  return [...(rest.labels.length ? [rest] : []), ...named.values()];
}

/**
 * Labels that match a typed text: those that start with it, then those with a word that does, then those that contain
 * it, then those that contain its letters in order. Within a rank, recently used labels come first.
 */
export function searchLabels(labels: readonly string[], query: string, recent: readonly string[] = []): string[] {
  const typed = query.trim().toLowerCase();
  const ranked: { label: string; rank: number; order: number }[] = [];
  labels.forEach((label, i) => {
    const rank = matchRank(String(label).toLowerCase(), typed);
    if (rank === null) return;
    const used = recent.indexOf(label);
    ranked.push({ label, rank, order: used >= 0 ? used - recent.length : i });
  });
  ranked.sort((a, b) => a.rank - b.rank || a.order - b.order);
  return ranked.map(({ label }) => label);
}

function matchRank(label: string, typed: string): number | null {
  if (!typed || label.startsWith(typed)) return 0;
  if (label.split(/[\s_/.:-]+/).some((word) => word.startsWith(typed))) return 1;
  if (label.includes(typed)) return 2;
  let found = -1;
  for (const letter of typed) {
    found = label.indexOf(letter, found + 1);
    if (found < 0) return null;
  }
  return 3;
}
