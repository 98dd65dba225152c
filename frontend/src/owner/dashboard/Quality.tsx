/** What the answers are worth: labels, agreement, and whether more of them would help. */
import type { Agreement as AgreementFigures, Curve, Figures } from "../../api/dashboard";
import { useTranslate } from "../../i18n/react";
import type { MessageKey, Translate } from "../../i18n/translate";
import type { Format } from "./format";
import { Panel, PlotTable, Table } from "./Table";
import { describeRange } from "./Tiles";
import { CurvePlot } from "./plots/CurvePlot";
import { RangePlot } from "./plots/RangePlot";
import { Sparkline } from "./plots/Sparkline";

interface QualityProps {
  figures: Figures;
  format: Format;
}

const MAX_LABELS = 30;

export function Labels({ figures, format }: QualityProps) {
  const t = useTranslate();
  const { labels, series, periods } = figures;
  if (!labels.length) return null;
  const columns = [
    { title: t("dash_label"), isText: true },
    { title: t("dash_share"), isText: true },
    { title: t("dash_accepted") },
    { title: t("dash_rejected") },
    { title: t("dash_trend"), isText: true },
  ];
  const most = Math.max(...labels.map((row) => row.share), 0.01);
  const rows = labels.slice(0, MAX_LABELS).map((row) => {
    const place = series.indexOf(row.label);
    return {
      key: row.label,
      cells: [
        <bdi key="label" title={row.label}>
          {row.label}
        </bdi>,
        <span key="share" className="prodigy-labels-share">
          <svg width="90" height="12" aria-hidden="true">
            <rect className="prodigy-plot-bar" width={(90 * row.share) / most} height="12" />
          </svg>
          {format.share(row.share)}
        </span>,
        format.number(row.accept),
        format.number(row.reject),
        place < 0 ? "" : <Sparkline key="trend" values={periods.map((one) => one.labels[place] ?? 0)} />,
      ],
    };
  });
  const hidden = figures.n_labels - rows.length;
  return (
    <Panel title={t("dash_labels")} note={hidden > 0 ? t("dash_more_rows", { n: hidden }) : undefined}>
      <Table label={t("dash_labels")} {...{ columns, rows }} />
      <PlotTable
        label={t("dash_trend")}
        columns={[
          { title: t("dash_period"), isText: true },
          ...series.map((title) => ({ title })),
          { title: t("dash_others") },
        ]}
        rows={periods.map((one) => ({ key: one.period, cells: [one.period, ...one.labels.map(format.number)] }))}
      />
    </Panel>
  );
}

export function Agreement({ figures, format }: QualityProps) {
  const t = useTranslate();
  const found = figures.agreement;
  return (
    <Panel title={t("dash_agreement")} note={found ? describeBasis(found, t) : undefined}>
      {!found && <p>{t("dash_measuring")}</p>}
      {found?.reason && <p lang="en">{found.reason}</p>}
      {found && found.rows.length > 0 && <AgreementTable {...{ found, format }} />}
    </Panel>
  );
}

function describeBasis(found: AgreementFigures, t: Translate): string {
  const basis = t("dash_inputs", { n: found.n_inputs, people: found.n_annotators });
  return found.n_found > found.n_inputs && found.n_inputs ? `${basis} ${t("dash_part", { n: found.n_found })}` : basis;
}

function AgreementTable({ found, format }: { found: AgreementFigures; format: Format }) {
  const t = useTranslate();
  const columns = [
    { title: t("dash_agreement"), isText: true },
    { title: t("dash_value") },
    { title: t("dash_interval95"), isText: true },
    { title: "0 – 1", isText: true },
  ];
  const rows = found.rows.flatMap((row) =>
    (["percent", "alpha", "f1"] as const).flatMap((key) => {
      const estimate = row[key];
      if (!estimate) return [];
      const value = estimate.value === null ? "–" : format.score(estimate.value);
      const range = estimate.low === null ? "–" : describeRange(estimate, format.score, t);
      const title = row.name ? (
        <>
          <bdi title={row.name}>{row.name}</bdi> {t(`dash_${key}`)}
        </>
      ) : (
        t(`dash_${key}`)
      );
      return { key: `${row.name} ${key}`, cells: [title, value, range, <RangePlot key="plot" estimate={estimate} />] };
    }),
  );
  return <Table label={t("dash_agreement")} {...{ columns, rows }} />;
}

export function Curves({ figures, format }: QualityProps) {
  const t = useTranslate();
  return (
    <Panel title={t("dash_curve")} isWide>
      {figures.curves.map((curve) => (
        <OneCurve key={curve.dataset} {...{ curve, figures, format }} />
      ))}
      {!figures.curves.length && (
        <p>
          {t("dash_no_curve")} <code>prodigy audit {figures.datasets[0]}</code>
        </p>
      )}
    </Panel>
  );
}

function OneCurve({ curve, figures, format }: QualityProps & { curve: Curve }) {
  const t = useTranslate();
  const { outlook, points } = curve;
  const since = figures.datasets.length === 1 ? Math.max(0, figures.answers.total - curve.n_answers) : null;
  const gain = outlook && {
    more: format.number(outlook.more),
    gain: format.points(outlook.gain),
    range:
      outlook.low === null || outlook.high === null
        ? ""
        : `[${format.points(outlook.low)}, ${format.points(outlook.high)}]`,
  };
  return (
    <>
      <p className="prodigy-verdict" data-verdict={curve.verdict}>
        {t(`dash_${curve.verdict}` as MessageKey)} {gain && t("dash_gain", gain)}
      </p>
      <CurvePlot points={points} unit={t("dash_texts")} format={format} />
      <PlotTable
        label={t("dash_curve")}
        columns={[
          { title: t("dash_texts") },
          { title: t("dash_score") },
          { title: t("dash_interval95"), isText: true },
        ]}
        rows={points.map((point) => ({
          key: String(point.n),
          cells: [
            format.number(point.n),
            format.score(point.score),
            describeRange({ value: point.score, low: point.low, high: point.high }, format.score, t),
          ],
        }))}
      />
      <p className="prodigy-panel-note">
        {curve.dataset}: {curve.component}, {curve.source}, {format.moment(curve.created)}
        {since !== null && <>; {t("dash_answers_since", { n: since })}</>}
      </p>
    </>
  );
}
