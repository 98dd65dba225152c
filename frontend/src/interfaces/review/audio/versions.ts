/** Regions of several versions against those of the annotation, without anything to be seen. */
import type { AudioSpan } from "../../shared/audio/regions";
import { overlapRatio } from "../../shared/audio/regions";
import type { TrackRegion } from "../../shared/audio/tracks";

/** Regions that have so much in common are the same. */
const SAME = 0.98;
/** A region that is taken over takes the place of one with its label that has at least so much in common with it. */
const REPLACED = 0.3;

/** Regions of the data that are times in order. */
export function usable(spans: unknown): AudioSpan[] {
  if (!Array.isArray(spans)) return [];
  return spans.filter(
    (span: Partial<AudioSpan> | null) =>
      span !== null &&
      typeof span === "object" &&
      Number.isFinite(span.start) &&
      Number.isFinite(span.end) &&
      (span.start as number) < (span.end as number),
  ) as AudioSpan[];
}

const ofLabel = (spans: readonly AudioSpan[], label: unknown) => spans.filter((span) => span.label === label);

/**
 * How much two annotations agree: over all labels, the time that both gave to a label, as a share of the time that
 * either gave to it (the Jaccard index of time and label). 1 for two empty ones.
 */
export function agreementOf(a: readonly AudioSpan[], b: readonly AudioSpan[]): number {
  const labels = new Set([...a, ...b].map(({ label }) => label));
  let [both, either] = [0, 0];
  for (const label of labels) {
    const [left, right] = [ofLabel(a, label), ofLabel(b, label)];
    const length = lengthOf([...left, ...right]);
    both += overlapRatio(left, right) * length;
    either += length;
  }
  return either > 0 ? both / either : 1;
}

/** Time that at least one region covers (s). */
function lengthOf(spans: readonly AudioSpan[]): number {
  let [length, until] = [0, -Infinity];
  for (const { start, end } of [...spans].sort((x, y) => x.start - y.start)) {
    length += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return length;
}

export function hasSame(spans: readonly AudioSpan[], region: AudioSpan): boolean {
  return ofLabel(spans, region.label).some((span) => overlapRatio([span], [region]) >= SAME);
}

/** The regions of a version as they are drawn. index: Of the version. */
export function trackRegions(spans: readonly AudioSpan[], final: readonly AudioSpan[], index: number): TrackRegion[] {
  return spans.map((span, i) => ({
    key: `${index}-${i}`,
    start: span.start,
    end: span.end,
    label: String(span.label ?? ""),
    isShared: hasSame(final, span),
  }));
}

/** The annotation with a region of a version, in place of what is most like it. */
export function takeRegion(spans: unknown, region: AudioSpan): AudioSpan[] {
  const list = Array.isArray(spans) ? (spans as AudioSpan[]) : [];
  const ratios = list.map((span) =>
    span?.label === region.label && usable([span]).length > 0 ? overlapRatio([span], [region]) : 0,
  );
  const best = ratios.indexOf(Math.max(...ratios, REPLACED));
  return best < 0 ? [...list, region] : list.map((span, i) => (i === best ? region : span));
}

/** The next region that the annotation has not, in order of time; undefined if there is none. */
export function nextDifference<T extends Pick<TrackRegion, "key" | "start" | "isShared">>(
  regions: readonly T[],
  current: T | null,
  by: 1 | -1,
): T | undefined {
  const open = regions.filter(({ isShared, key }) => !isShared || key === current?.key);
  const ordered = [...open].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  const at = ordered.findIndex(({ key }) => key === current?.key);
  const others = ordered.filter(({ isShared }) => !isShared);
  if (others.length === 0) return undefined;
  if (at < 0) return by > 0 ? others[0] : others.at(-1);
  for (let i = 1; i <= ordered.length; i += 1) {
    const next = ordered[(at + by * i + ordered.length * i) % ordered.length];
    if (next && !next.isShared) return next;
  }
  return undefined;
}
