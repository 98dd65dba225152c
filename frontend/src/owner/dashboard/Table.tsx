/** Tables of the dashboard. What is wider than the page is scrolled within its own frame. */
import type { ReactNode } from "react";
import { useTranslate } from "../../i18n/react";

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  isText?: boolean;
}

interface TableProps {
  label: string;
  columns: readonly Column[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}

/** The first cell of a row names it. */
export function Table({ label, columns, rows }: TableProps) {
  return (
    <div className="prodigy-table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isText }, i) => (
              <th key={i} scope="col" className={isText ? "prodigy-table-text" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, i) =>
                i === 0 ? (
                  <th key={i} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={i} className={columns[i]?.isText ? "prodigy-table-text" : undefined}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The numbers of a plot, for who can't see it or wants to know exactly. */
export function PlotTable(props: TableProps) {
  const t = useTranslate();
  return (
    <details className="prodigy-plot-table">
      <summary>{t("dash_table")}</summary>
      <Table {...props} />
    </details>
  );
}

interface PanelProps {
  title: string;
  note?: ReactNode;
  isWide?: boolean;
  children: ReactNode;
}

export function Panel({ title, note, isWide, children }: PanelProps) {
  return (
    <section className={`prodigy-panel${isWide ? " prodigy-panel-wide" : ""}`} aria-label={title}>
      <h2>{title}</h2>
      {children}
      {note && <p className="prodigy-panel-note">{note}</p>}
    </section>
  );
}
