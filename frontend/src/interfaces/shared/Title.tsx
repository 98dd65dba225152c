import type { AppConfig } from "../../model/config";
import { textDirection } from "./direction";
import "./content.css";

/** The title bar of a card. Custom code replaces the content of `.prodigy-title`. */
export function Title({ title, config }: { title: string; config: AppConfig }) {
  return (
    <div className="prodigy-title-wrapper prodigy-title-bar">
      <div className="prodigy-title prodigy-scrolls" dir={textDirection(config)}>
        {title}
      </div>
    </div>
  );
}
