/** Who has answered how much and how fast, and who has which tasks now. */
import type { AnnotatorRow, Figures } from "../../api/dashboard";
import { useTranslate } from "../../i18n/react";
import type { Format } from "./format";
import { Panel, Table } from "./Table";
import { ShareBar } from "./plots/ShareBar";

interface Held {
  open: number;
  waiting: number | null;
  since: number | null;
  heard: number | null;
}

/** What everybody has now, as the run says it, or else as the database does. */
function findHeld({ run, holders }: Figures): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const { name, tasks, since, heard } of holders) {
    const before = held.get(name);
    held.set(name, {
      open: tasks + (before?.open ?? 0),
      waiting: null,
      since: Math.min(since, before?.since ?? since),
      heard: Math.max(heard, before?.heard ?? heard),
    });
  }
  for (const { name, open, waiting, since, heard } of run?.queues ?? [])
    held.set(name, { open, waiting, since, heard });
  return held;
}

export function People({ figures, format }: { figures: Figures; format: Format }) {
  const t = useTranslate();
  const held = findHeld(figures);
  const known = new Set(figures.annotators.map((row) => row.name));
  const others = [...held.keys()].filter((name) => !known.has(name));
  const columns = [
    { title: t("dash_annotator"), isText: true },
    { title: t("dash_answers") },
    { title: t("dash_median") },
    { title: t("dash_timed") },
    { title: t("dash_last") },
    { title: `${t("accept")} / ${t("reject")} / ${t("ignore")}`, isText: true },
    ...(held.size ? [{ title: t("dash_open") }, { title: t("dash_since") }, { title: t("dash_waiting") }] : []),
  ];
  const now = (name: string) => {
    const own = held.get(name);
    if (!own) return held.size ? ["–", "–", "–"] : [];
    const since = own.open && own.since !== null ? format.ago(own.since) : "–";
    return [format.number(own.open), since, own.waiting === null ? "–" : format.number(own.waiting)];
  };
  const call = (name: string) => (name ? <bdi title={name}>{name}</bdi> : <em>{t("dash_no_name")}</em>);
  const rows = [
    ...figures.annotators.map((row) => ({
      key: row.name,
      cells: [call(row.name), ...say(row, format), ...now(row.name)],
    })),
    ...others.map((name) => ({ key: name, cells: [call(name), "0", "–", "–", "–", "–", ...now(name)] })),
  ];
  const hidden = figures.n_annotators - figures.annotators.length;
  return (
    <Panel title={t("dash_annotators")} isWide note={hidden > 0 ? t("dash_more_rows", { n: hidden }) : t("dash_rule")}>
      <Table label={t("dash_annotators")} {...{ columns, rows }} />
    </Panel>
  );
}

function say(row: AnnotatorRow, format: Format) {
  return [
    format.number(row.answers),
    row.seconds === null ? "–" : format.duration(row.seconds),
    format.number(row.n_timed),
    row.last === null ? "–" : format.ago(row.last),
    <span key="kinds" className="prodigy-people-kinds">
      <ShareBar counts={row} height={10} />
      {[row.accept, row.reject, row.ignore].map(format.number).join(" / ")}
    </span>,
  ];
}
