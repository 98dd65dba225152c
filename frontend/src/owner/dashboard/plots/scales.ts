/** Where numbers are on an axis. */

/** Round numbers from 0 up to the first one that is not below `most`, about `n` of them. */
export function makeTicks(most: number, n: number): number[] {
  const rough = Math.max(most, 1) / Math.max(1, n);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const ticks = [0];
  while (ticks[ticks.length - 1]! < most) ticks.push(ticks.length * step);
  return ticks;
}

/** Places of labels among items: no two closer than `gap`, the last item always. */
export function pickPlaces(places: readonly number[], gap: number): number[] {
  const picked: number[] = [];
  for (let i = places.length - 1; i >= 0; i -= 1) {
    const before = picked[picked.length - 1];
    if (before === undefined || places[before]! - places[i]! >= gap) picked.push(i);
  }
  return picked.reverse();
}
