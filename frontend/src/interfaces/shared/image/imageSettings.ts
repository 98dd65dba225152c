/** How pictures and shapes look, from the settings. Anything that makes no sense counts as not set. */
import type { AppConfig } from "../../../model/config";
import type { ShapeStyle } from "./Shapes";

export interface ImageLook extends ShapeStyle {
  /** From 0 to 1. */
  darkness: number;
  fontSize: number;
  hasPreviews: boolean;
}

const number = (value: unknown, fallback: number) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : fallback;

/** What `true` stands for, the darkness that recipes use. */
const DARKNESS = 0.3;

export function imageLook(config: AppConfig): ImageLook {
  const { darken_image: darken } = config;
  return {
    strokeWidth: number(config.image_manual_stroke_width, 4),
    fontSize: number(config.image_manual_font_size, 16),
    darkness: darken === true ? DARKNESS : Math.min(1, number(darken, 0)),
    isShaded: config.shade_bounding_boxes === true,
    hasCenter: config.show_bounding_box_center === true,
    hasPreviews: config.preview_bounding_boxes === true,
  };
}
