/** The dashboard: where the project stands. */
import { useEffect, useMemo, useState } from "react";
import { createDataClient } from "../../api/data";
import { createDashboardClient, INTERVALS, KINDS, type Figures, type Interval } from "../../api/dashboard";
import { useTranslate } from "../../i18n/react";
import { Message } from "../../shell/Message";
import type { OwnerPageProps } from "../pages";
import { useFormat, type Format } from "./format";
import { People } from "./People";
import { BarPlot } from "./plots/BarPlot";
import { Agreement, Curves, Labels } from "./Quality";
import { Panel, PlotTable } from "./Table";
import { nameKind, Tiles } from "./Tiles";
import { useFigures, type Look } from "./useFigures";
import "./dashboard.css";

export default function DashboardPage({ config }: OwnerPageProps) {
  const t = useTranslate();
  const client = useMemo(() => createDashboardClient(), []);
  const { datasets, interval, setDatasets, setInterval } = useAddress();
  const look = useFigures(client, datasets, interval);
  const format = useFormat(config.ui_lang);
  const { figures } = look;
  return (
    <main className="prodigy-dash">
      <h1 className="prodigy-hidden">{t("page_dashboard")}</h1>
      <div className="prodigy-dash-top">
        <DatasetChoice shown={figures?.datasets ?? datasets} onChoose={(name) => setDatasets([name])} />
        <label>
          {t("dash_period")}
          <select value={interval ?? ""} onChange={(event) => setInterval((event.target.value || null) as Interval)}>
            <option value="">{t("dash_auto")}</option>
            {INTERVALS.map((name) => (
              <option key={name} value={name}>
                {t(`dash_${name}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <State {...{ look, format }} />
      {figures && <Body {...{ figures, format }} />}
    </main>
  );
}

function State({ look: { figures, error }, format }: { look: Look; format: Format }) {
  const t = useTranslate();
  if (error) return <p role="alert">{`${t("dash_stale")} ${error}`}</p>;
  if (figures?.counting) {
    const { n_done: n, n_total: total } = figures.counting;
    return (
      <p role="status">
        {t("dash_counting", { n: format.number(n), total: format.number(total) })}{" "}
        <progress value={n} max={total || 1} aria-label={t("dash_answers")} /> {t("dash_so_far")}
      </p>
    );
  }
  if (!figures) return <Message title={t("loading")} />;
  return null;
}

function Body({ figures, format }: { figures: Figures; format: Format }) {
  const t = useTranslate();
  return (
    <>
      <Tiles {...{ figures, format }} />
      {!figures.answers.total && !figures.counting && <p className="prodigy-dash-empty">{t("dash_empty")}</p>}
      <div className="prodigy-panels">
        {figures.periods.length > 0 && <OverTime {...{ figures, format }} />}
        {(figures.annotators.length > 0 || figures.holders.length > 0 || (figures.run?.queues.length ?? 0) > 0) && (
          <People {...{ figures, format }} />
        )}
        <Labels {...{ figures, format }} />
        {figures.answers.total > 0 && <Agreement {...{ figures, format }} />}
        {figures.answers.total > 0 && <Curves {...{ figures, format }} />}
      </div>
    </>
  );
}

function OverTime({ figures, format }: { figures: Figures; format: Format }) {
  const t = useTranslate();
  const { periods, interval, zone, n_periods } = figures;
  const used = KINDS.filter((kind) => figures.answers[kind]);
  const hidden = n_periods - periods.length;
  const title = t("dash_over_time");
  return (
    <Panel
      title={title}
      isWide
      note={`${t("dash_zone", { zone, period: t(`dash_${interval}`) })}${hidden > 0 ? ` ${t("dash_more_rows", { n: hidden })}` : ""}`}
    >
      <ul className="prodigy-legend">
        {used.map((kind) => (
          <li key={kind}>
            <span className={`prodigy-swatch prodigy-swatch-${kind}`} aria-hidden="true" />
            {nameKind(kind, t)}
          </li>
        ))}
      </ul>
      <BarPlot {...{ periods, interval, format }} />
      <PlotTable
        label={title}
        columns={[
          { title: t("dash_period"), isText: true },
          { title: t("dash_answers") },
          ...used.map((kind) => ({ title: nameKind(kind, t) })),
        ]}
        rows={periods.map((one) => ({
          key: one.period,
          cells: [one.period, format.number(one.answers), ...used.map((kind) => format.number(one[kind]))],
        }))}
      />
    </Panel>
  );
}

function DatasetChoice({ shown, onChoose }: { shown: readonly string[]; onChoose(name: string): void }) {
  const t = useTranslate();
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    let isOver = false;
    void createDataClient()
      .getDatasets()
      .then((found) => !isOver && setNames(found.map((one) => one.name)))
      .catch(() => {}); // what is shown can be chosen all the same
    return () => {
      isOver = true;
    };
  }, []);
  const own = shown.join(", ");
  return (
    <label>
      {t("dash_dataset")}
      <select value={own} onChange={(event) => onChoose(event.target.value)}>
        {!names.includes(own) && <option>{own}</option>}
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

const read = () => new URLSearchParams(location.search);

/** What is shown stands in the address of the page. */
function useAddress() {
  const [datasets, setDatasets] = useState<readonly string[]>(() => read().getAll("dataset"));
  const [interval, setInterval] = useState<Interval | null>(
    () => INTERVALS.find((name) => name === read().get("interval")) ?? null,
  );
  useEffect(() => {
    const query = new URLSearchParams(datasets.map((name) => ["dataset", name]));
    if (interval) query.set("interval", interval);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  }, [datasets, interval]);
  return { datasets, interval, setDatasets, setInterval };
}
