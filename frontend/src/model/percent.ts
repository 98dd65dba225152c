/** How much of the work is done, in whole percent: 100 only when all of it is, and the same on every page. */
export function wholePercent(share: number): number {
  // 0.29 * 100 is a bit less than 29.
  return Math.floor(Math.min(1, Math.max(0, share)) * 100 + 1e-9);
}
