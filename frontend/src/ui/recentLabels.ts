/** Labels in order of their last use, newest first. Lives as long as the page. */
const RECENT_MAX = 12;
let recent: string[] = [];

export function noteLabelUse(label: string): void {
  recent = [label, ...recent.filter((other) => other !== label)].slice(0, RECENT_MAX);
}

export function recentLabels(): readonly string[] {
  return recent;
}
