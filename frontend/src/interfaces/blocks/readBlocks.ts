import type { AppConfig, Block } from "../types";

/** The blocks of the settings that are objects with a view. */
export function readBlocks(config: Pick<Partial<AppConfig>, "blocks">): Block[] {
  if (!Array.isArray(config.blocks)) return [];
  return config.blocks.filter((block) => block && typeof block.view_id === "string");
}
