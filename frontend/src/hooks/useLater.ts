import { useEffect, useState } from "react";

/** A part that is loaded when everything else has been drawn; null until then, or if it can't be had. */
export function useLater<T>(load: () => Promise<T>): T | null {
  const [part, setPart] = useState<T | null>(null);
  useEffect(() => {
    load().then(
      (loaded) => setPart(() => loaded),
      () => {},
    );
  }, [load]);
  return part;
}
