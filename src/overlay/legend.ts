import type { LayerStyle } from '../domain/overlay';
import { heatAlpha } from './appearance';
import { colourAt, type Rgb } from './colour-map';

export interface LegendStop {
  /** Probability 0..1. */
  readonly at: number;
  /** sRGB 0..255, whole numbers. */
  readonly colour: Rgb;
  /** Alpha over the tissue at this probability and the style's threshold and opacity, 0..1. */
  readonly alpha: number;
}

/** What the app shows beside a layer: probability, 0..1, without a unit. */
export interface Legend {
  readonly stops: readonly LegendStop[];
  /** CSS gradient from probability 0 (left) to 1, opaque: the scale itself. */
  readonly gradient: string;
  /** The same with the alpha of the heat, for showing over a tissue-coloured ground. */
  readonly gradientOverTissue: string;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Where a cell becomes positive: the contour's probability, with its label. */
  readonly threshold: { readonly at: number; readonly label: string };
  /** CSS colour of the contour. */
  readonly contourColour: string;
}

const STOPS = 21;

/** The legend of a layer, from the same colours that are drawn. Numbers are written with a point. */
export function legendOf(style: LayerStyle): Legend {
  const stops = Array.from({ length: STOPS }, (_, k): LegendStop => {
    const at = k / (STOPS - 1);
    const [r, g, b] = colourAt(style.colourMap, at);
    return {
      at,
      colour: [Math.round(r), Math.round(g), Math.round(b)],
      alpha: heatAlpha(at, style.threshold) * style.opacity,
    };
  });
  const gradient = (alphaOf: (stop: LegendStop) => number) =>
    `linear-gradient(to right, ${stops
      .map(
        (stop) =>
          `rgb(${stop.colour.join(' ')} / ${alphaOf(stop).toFixed(3)}) ${(stop.at * 100).toFixed(0)}%`,
      )
      .join(', ')})`;
  return {
    stops,
    gradient: gradient(() => 1),
    gradientOverTissue: gradient((stop) => stop.alpha),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: String(at) })),
    threshold: { at: style.threshold, label: style.threshold.toFixed(2) },
    contourColour: `rgb(${style.contourColour.join(' ')})`,
  };
}
