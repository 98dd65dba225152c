/** A read-only image with its shapes. */
import { useState } from "react";
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import type { Theme } from "../../model/theme";
import type { Translate } from "../../i18n/translate";
import { labelColor, readableTextColor } from "../../theme";
import { imageSize, outlineOf } from "./imageShapes";

interface ImageContentProps {
  src: string;
  alt: string;
  spans: readonly Span[] | undefined;
  task: Partial<Task>;
  config: AppConfig;
  theme: Theme;
  t: Translate;
  /** One of many: fetched and decoded when it comes into sight. */
  isLazy?: boolean;
}

export function ImageContent({ src, alt, spans, task, config, theme, t, isLazy = false }: ImageContentProps) {
  const [natural, setNatural] = useState<{ width: number; height: number } | null>(null);
  const [failed, setFailed] = useState(0);
  const [isBroken, setBroken] = useState(false);
  if (isBroken) {
    return (
      <div className="prodigy-image-broken" role="alert">
        <p>{t("image_failed")}</p>
        <p className="prodigy-image-name">{fileName(src)}</p>
        <button
          type="button"
          onClick={() => {
            setFailed(failed + 1);
            setBroken(false);
          }}
        >
          {t("retry")}
        </button>
      </div>
    );
  }
  const size = natural && imageSize(task, natural);
  const shapes = (spans ?? []).flatMap((span) => {
    const points = outlineOf(span);
    return points ? [{ span, points }] : [];
  });
  const order = Array.isArray(config.labels) ? config.labels : [];
  return (
    <div className={shapes.length > 0 ? "prodigy-image" : "prodigy-image prodigy-image-plain"}>
      <img
        key={failed}
        src={src}
        alt={alt}
        draggable={false}
        loading={isLazy ? "lazy" : undefined}
        decoding={isLazy ? "async" : undefined}
        onLoad={({ currentTarget: image }) => setNatural({ width: image.naturalWidth, height: image.naturalHeight })}
        onError={() => setBroken(true)}
      />
      {size && shapes.length > 0 && (
        <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
          {shapes.map(({ span, points }, i) => (
            <polygon
              key={i}
              className="prodigy-shape"
              points={points.map((point) => point.join(",")).join(" ")}
              stroke={span.color ?? labelColor(span.label, order, theme, "images")}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      )}
      {size &&
        shapes.map(({ span, points }, i) => {
          if (!span.label) return null;
          const color = span.color ?? labelColor(span.label, order, theme, "images");
          const left = (100 * Math.min(...points.map(([x]) => x))) / size.width;
          const top = (100 * Math.min(...points.map(([, y]) => y))) / size.height;
          return (
            <bdi
              key={i}
              className="prodigy-shape-label"
              style={{ left: `${left}%`, top: `${top}%`, background: color, color: readableTextColor(color) }}
            >
              {span.label}
            </bdi>
          );
        })}
    </div>
  );
}

function fileName(src: string): string {
  if (src.startsWith("data:")) return src.slice(0, 30);
  return decodeURIComponent(src.split(/[?#]/)[0]?.split("/").at(-1) ?? src);
}
