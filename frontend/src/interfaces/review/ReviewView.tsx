/**
 * Several annotations of the same example, and one that is to be right.
 *
 * Manual views: the editable annotation on top, below it one row per version; a click copies it to the top. Binary
 * views: the content, and who decided what.
 */
import { Suspense, useId, useMemo, useState } from "react";
import { useShortcuts } from "../../keymap/react";
import { NestedView } from "../shared/NestedView";
import { getView } from "../registry";
import type { ViewProps } from "../types";
import { countAnnotators, findDisagreements, shortNames } from "./agreement";
import { Decisions } from "./Decisions";
import { OVERLAYS, type OverlayProps } from "./overlays";
import {
  annotationKeys,
  isEditedByHand,
  readVersions,
  reviewedConfig,
  sessionsOf,
  versionInUse,
  versionPatch,
  type Version,
} from "./model";
import { Returned } from "./Returned";
import { textKeys } from "./textDifferences";
import { VersionRow } from "./VersionRow";
import "./review.css";

export default function ReviewView(props: ViewProps) {
  const { task } = props;
  const viewId = String(task.view_id);
  const config = useMemo(() => reviewedConfig(props.original, props.config), [props.original, props.config]);
  // Versions are neither seen nor changed by the view.
  const reviewed = useMemo(() => withoutVersions(task), [task]);
  const original = useMemo(() => withoutVersions(props.original), [props.original]);
  const isManual = getView(viewId)?.isManual ?? false;
  if (hasOverlay(viewId)) {
    return (
      <>
        <Returned {...{ task, isManual }} t={props.t} />
        <Versions {...props} config={config} viewId={viewId} />
      </>
    );
  }
  return (
    <>
      <Returned {...{ task, isManual }} t={props.t} />
      <div className="prodigy-review" data-prodigy-view-id={viewId}>
        <NestedView
          {...props}
          viewId={viewId}
          except="review"
          task={reviewed}
          original={original}
          config={config}
          readOnly={props.readOnly || !isManual}
        />
      </div>
      {isManual ? (
        <Versions {...props} config={config} viewId={viewId} />
      ) : (
        <Decisions versions={readVersions(task)} names={namesOf(task, config)} t={props.t} />
      )}
    </>
  );
}

function hasOverlay(viewId: string): boolean {
  return Object.hasOwn(OVERLAYS, viewId);
}

function withoutVersions(task: ViewProps["task"]): ViewProps["task"] {
  const { versions: _versions, view_id: _viewId, ...rest } = task;
  return rest as ViewProps["task"];
}

function namesOf(task: ViewProps["task"], config: ViewProps["config"]) {
  const { reviewed_datasets: datasets } = config as { reviewed_datasets?: unknown };
  return shortNames(readVersions(task), Array.isArray(datasets) ? datasets.map(String) : []);
}

function Versions(props: ViewProps & { viewId: string }) {
  const { task, original, config, viewId, readOnly, update, t } = props;
  const [message, setMessage] = useState("");
  const { versions: given } = task;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- nothing else of the task is read
  const versions = useMemo(() => readVersions(task), [given]);
  const inUse = useMemo(() => versionInUse(task, original, config), [task, original, config]);
  const keys = useMemo(() => annotationKeys(task, original, config), [task, original, config]);

  const names = useMemo(() => namesOf(task, config), [task, config]);
  const isEdited = useMemo(() => isEditedByHand(task, original, config), [task, original, config]);

  const adopt = (version: Version | undefined) => {
    if (!version || readOnly) return;
    update(versionPatch(task, original, version, config));
    setMessage(
      t("version_used", {
        names: sessionsOf(version)
          .map((name) => names.get(name))
          .join(", "),
      }),
    );
  };
  useShortcuts(
    versions.length > 0 && !readOnly
      ? [
          {
            action: "next_version",
            keys: ["v"],
            label: t("version_next"),
            run: () => adopt(versions[(inUse + 1) % versions.length]),
          },
        ]
      : [],
  );

  const Overlay = hasOverlay(viewId) ? OVERLAYS[viewId] : undefined;
  return (
    <>
      {Overlay ? (
        <Suspense fallback={<div className="prodigy-block-loading" aria-hidden="true" />}>
          <Overlay {...props} {...{ versions, names, inUse, isEdited, adopt }} />
        </Suspense>
      ) : (
        <VersionList {...props} {...{ versions, names, inUse, isEdited, adopt, keys }} />
      )}
      <p className="prodigy-hidden" aria-live="polite">
        {message}
      </p>
    </>
  );
}

function VersionList(props: OverlayProps & { keys: readonly string[] }) {
  const { task, viewId, versions, names, inUse, isEdited, adopt, keys, t } = props;
  const headline = useId();
  return (
    <section className="prodigy-review-versions" aria-labelledby={headline}>
      <h2 id={headline}>
        {t("versions")} <small>{versions.length}</small>
        {isEdited && <span className="prodigy-review-edited">{t("version_edited")}</span>}
      </h2>
      <Disagreements {...{ task, keys, names, t }} />
      {versions.map((version, i) => (
        <VersionRow
          key={i}
          {...props}
          version={version}
          viewId={viewId}
          annotationKeys={keys}
          names={names}
          isInUse={i === inUse}
          onUse={() => adopt(version)}
        />
      ))}
    </section>
  );
}

interface DisagreementsProps extends Pick<ViewProps, "task" | "t"> {
  keys: readonly string[];
  names: ReadonlyMap<string, string>;
}

/** What annotators do not agree on, and how many have it. */
function Disagreements({ task, keys, names, t }: DisagreementsProps) {
  const found = useMemo(() => {
    // What differs in texts is marked there.
    const texts = textKeys(readVersions(task), keys);
    return findDisagreements(
      task,
      keys.filter((key) => !texts.includes(key)),
    );
  }, [task, keys]);
  const total = countAnnotators(readVersions(task));
  if (found.length === 0) return null;
  return (
    <ul className="prodigy-review-agreement" aria-label={t("version_agreement")}>
      {found.map(({ text, count, names: who }, i) => (
        <li key={i} title={who.map((name) => names.get(name) ?? name).join(", ")}>
          <bdi>{text}</bdi> <b>{t("version_agreed", { count, total })}</b>
        </li>
      ))}
    </ul>
  );
}
