/** The small line at the bottom of a card with facts about the task. */
import type { AppConfig } from "../model/config";
import "./meta.css";

export interface MetaProps {
  meta: Record<string, unknown> | undefined;
  config: Partial<AppConfig>;
}

const URL_PATTERN = /^https?:\/\/\S+$/i;

export function Meta({ meta, config }: MetaProps) {
  const entries = meta && typeof meta === "object" ? Object.entries(meta) : [];
  if (config.hide_meta || entries.length === 0) return null;
  return (
    <div className="prodigy-meta">
      {entries.map(([key, value]) => (
        <span className="prodigy-meta-entry" key={key}>
          <span className="prodigy-meta-key">{key}:</span> <bdi>{formatMeta(value)}</bdi>
        </span>
      ))}
    </div>
  );
}

function formatMeta(value: unknown) {
  if (typeof value === "string" && URL_PATTERN.test(value)) {
    return (
      <a href={value} target="_blank" rel="noopener noreferrer">
        {value}
      </a>
    );
  }
  return metaText(value);
}

/** Plain values as they are, everything nested as compact JSON. */
export function metaText(value: unknown): string {
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
}
