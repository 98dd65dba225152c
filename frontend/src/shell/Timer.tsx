/** Time on the task, time per answer, answers of the day. Only with `show_timer`. */
import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/react";
import { useEngine } from "./useEngine";

const TICK_MS = 1_000;

export default function Timer({ language }: { language: string }) {
  const t = useTranslate();
  const engine = useEngine();
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const clock = engine.clock();
  if (!clock) return null;
  const rows: [name: string, value: string][] = [
    [t("time_task"), formatTime(clock.elapsed())],
    [t("time_average"), clock.average() ? formatTime(clock.average()) : "–"],
    [t("today"), new Intl.NumberFormat(language).format(clock.today())],
  ];
  return (
    // Not announced each second: whoever wants to know can read it.
    <section className="prodigy-timer prodigy-info prodigy-sidebar-section" aria-label={t("timer")}>
      <h2>{t("timer")}</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function formatTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}
