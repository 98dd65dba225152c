/** Buttons that draw the page larger and smaller. */
import { keyHint } from "../../keymap/labels";
import type { Translate } from "../../i18n/translate";
import { nextZoom } from "./model";

interface ZoomToolsProps {
  zoom: number;
  setZoom(zoom: number): void;
  t: Translate;
}

export function ZoomTools({ zoom, setZoom, t }: ZoomToolsProps) {
  const tool = (name: string, key: string, direction: 1 | -1, path: string) => {
    const next = nextZoom(zoom, direction);
    return (
      <button
        type="button"
        className="prodigy-label-tool"
        aria-label={name}
        title={`${name} (${keyHint(key)})`}
        disabled={next === zoom}
        // The focus stays in the text.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => setZoom(next)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={`M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 21 21M7.5 10.5h6${path}`} />
        </svg>
      </button>
    );
  };
  return (
    <>
      {tool(t("zoom_out"), "-", -1, "")}
      {tool(t("zoom_in"), "+", 1, "M10.5 7.5v6")}
    </>
  );
}
