/** One version: who made it, what it says, and the button that copies it. */
import { memo, useId, useMemo } from "react";
import { Icon } from "../../ui/Icon";
import { NestedView } from "../shared/NestedView";
import type { ViewProps } from "../types";
import { Sessions } from "./Decisions";
import { annotatorsOf, isMostFrequent, muteShared } from "./agreement";
import { textKeys } from "./textDifferences";
import { TextVersion } from "./TextVersion";
import { readVersions, sessionsOf, summarize, versionTask, type Version } from "./model";

interface VersionRowProps extends ViewProps {
  version: Version;
  viewId: string;
  annotationKeys: readonly string[];
  names: ReadonlyMap<string, string>;
  isInUse: boolean;
  onUse(): void;
}

const nothing = () => {};

export function VersionRow({ version, viewId, annotationKeys, names, isInUse, onUse, ...props }: VersionRowProps) {
  const { task, t } = props;
  const id = useId();
  const sessions = sessionsOf(version);
  const summary = summarize(task, version, annotationKeys);
  const isEmpty = summary.length === 0;
  const versions = readVersions(task);
  const texts = textKeys(versions, annotationKeys);
  // A field shows a text without what differs in it, and not to its end.
  const hasPreview = !isEmpty && !(viewId === "text_input" && texts.length > 0);
  const { answer } = version;
  return (
    <div className="prodigy-review-version" data-in-use={isInUse || undefined} onClick={onUse}>
      <div className="prodigy-review-head">
        <i className="prodigy-review-mark" aria-hidden="true">
          {isInUse && <Icon name="accept" />}
        </i>
        <Sessions {...{ sessions, names, t }} count={annotatorsOf(version)} />
        {isEmpty && <span className="prodigy-review-note">{t("version_empty")}</span>}
        {isMostFrequent(version, versions) && <span className="prodigy-review-note">{t("version_most")}</span>}
        {answer && answer !== "accept" && (
          <span className="prodigy-review-answer" data-prodigy-answer={answer}>
            <Icon name={answer} /> {t(answer)}
          </span>
        )}
        <button
          type="button"
          aria-pressed={isInUse}
          aria-describedby={id}
          onClick={(event) => {
            event.stopPropagation();
            onUse();
          }}
        >
          {t(isInUse ? "version_in_use" : "use_version")}
        </button>
      </div>
      <p className="prodigy-hidden" id={id}>
        {[sessions.join(", "), summary.join("; ") || t("version_empty")].filter(Boolean).join(": ")}
      </p>
      {typeof version.note === "string" && (
        <p className="prodigy-review-remark" dir="auto">
          {version.note}
        </p>
      )}
      {!isEmpty && texts.length > 0 && <TextVersion {...{ version, versions, config: props.config }} keys={texts} />}
      {hasPreview && <Preview {...props} viewId={viewId} version={version} />}
    </div>
  );
}

type PreviewProps = ViewProps & { viewId: string; version: Version };

/** The view itself, small and only to look at. Versions don't change, so it is drawn once. */
const Preview = memo(
  function Preview({ viewId, version, ...props }: PreviewProps) {
    const { task: merged, config, theme } = props;
    const task = useMemo(
      () => muteShared(versionTask(merged, version, config), readVersions(merged), theme.bgLowlight),
      [merged, version, config, theme],
    );
    return (
      <div className="prodigy-review-preview prodigy-scrolls">
        <div inert>
          <NestedView
            {...props}
            viewId={viewId}
            except="review"
            task={task}
            original={task}
            update={nothing}
            answer={nothing}
            usesNumberKeys={false}
            readOnly
          />
        </div>
      </div>
    );
  },
  (a, b) => a.version === b.version && a.config === b.config && a.theme === b.theme && a.viewId === b.viewId,
);
