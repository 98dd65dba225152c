/** The figures of the dashboard, asked for again every few seconds while somebody looks at them. */
import { useEffect, useState } from "react";
import type { DashboardClient, Figures, Interval } from "../../api/dashboard";

const POLL_MS = 4000;
/** While answers are counted, and while agreement is measured. */
const BUSY_MS = 800;

export interface Look {
  figures: Figures | null;
  /** Why the figures are not those of now. */
  error: string | null;
}

export function useFigures(client: DashboardClient, datasets: readonly string[], interval: Interval | null): Look {
  const [look, setLook] = useState<Look>({ figures: null, error: null });
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const ask = async () => {
      let pause = POLL_MS;
      try {
        const found = await client.getFigures(datasets, interval);
        if (isOver) return;
        setLook({ figures: found, error: null });
        if (found.counting || found.agreement === null) pause = BUSY_MS;
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
