/** The texts of one version, with the words marked that others don't have. */
import { memo } from "react";
import { textDirection, textLanguage } from "../shared/direction";
import type { AppConfig } from "../../model/config";
import type { Version } from "./model";
import { markDifferences, textsOf } from "./textDifferences";

interface TextVersionProps {
  version: Version;
  versions: readonly Version[];
  /** The keys with texts. Where there are several, each text has its name. */
  keys: readonly string[];
  config: AppConfig;
}

export const TextVersion = memo(
  function TextVersion({ version, versions, keys, config }: TextVersionProps) {
    return (
      <div className="prodigy-review-texts prodigy-scrolls" dir={textDirection(config)} lang={textLanguage(config)}>
        {keys.map((key) => {
          const { [key]: text } = version;
          if (typeof text !== "string" || text === "") return null;
          return (
            <p key={key} dir="auto">
              {keys.length > 1 && <small>{key}</small>}
              <MarkedText text={text} texts={textsOf(versions, key)} />
            </p>
          );
        })}
      </div>
    );
  },
  // Versions don't change.
  (a, b) => a.version === b.version && a.config === b.config && a.keys.join() === b.keys.join(),
);

function MarkedText({ text, texts }: { text: string; texts: readonly string[] }) {
  const parts = markDifferences(text, texts);
  return <>{parts.map(({ text: part, differs }, i) => (differs ? <mark key={i}>{part}</mark> : part))}</>;
}
