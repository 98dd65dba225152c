/** The figures of the dashboard, asked for again every few seconds while somebody looks at them. */
import { useEffect, useState } from "react";
import type { Counting, DashboardClient, Figures, Interval } from "../../api/dashboard";

const POLL_MS = 4000;
/** While answers are counted, and while agreement is measured. */
const BUSY_MS = 800;

export interface Look {
  figures: Figures | null;
  counting: Counting | null;
  /** Why the figures are not those of now. */
  error: string | null;
}

const isFigures = (found: Figures | Counting): found is Figures => "answers" in found;

export function useFigures(client: DashboardClient, datasets: readonly string[], interval: Interval | null): Look {
  const [look, setLook] = useState<Look>({ figures: null, counting: null, error: null });
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const ask = async () => {
      let pause = POLL_MS;
      try {
        const found = await client.getFigures(datasets, interval);
        if (isOver) return;
        if (isFigures(found)) setLook({ figures: found, counting: null, error: null });
        else setLook((now) => ({ ...now, counting: found, error: null }));
        if (!isFigures(found) || found.agreement === null) pause = BUSY_MS;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (!isOver) setLook((now) => ({ ...now, error: message }));
      }
      if (!isOver && !document.hidden) timer = window.setTimeout(ask, pause);
    };
    const wake = () => {
      window.clearTimeout(timer);
      if (!document.hidden) void ask();
    };
    void ask();
    document.addEventListener("visibilitychange", wake);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [client, datasets, interval]);
  return look;
}
