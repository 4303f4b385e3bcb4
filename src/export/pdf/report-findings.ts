import type { PageFlow } from './page-flow';
import type { ConfirmedRegion, ReviewedSlide } from './reviewed';

const HEADING = { size: 13, bold: true };
const BODY = { size: 9.5 };
const CELL = { size: 8.5 };
const SMALL = { size: 8.5, soft: true };
const COLUMNS = [{ width: 40 }, { width: 110 }, { width: 110 }, { width: 239 }] as const;
/** Confirmed regions listed a slide; the rest is in the archive. */
const MOST = 60;

const LIMITS = [
  'What a model marks is a suggestion, and no diagnosis; only what a person has confirmed is called so here.',
  'What has no result (too near the edge of the field, out of focus, ink, another stain, not seen) is not negative.',
  "Sizes are those of the model's cells on the slide map, at least so large where a region goes on into tissue that is not analysed. They do not take the place of measuring on the section.",
  'The figures hold at the scale, threshold and weights that stand with each snapshot. What a model was tested on, and where it errs, is on its card.',
] as const;

/** What a person made of what the models marked, slide by slide. */
export function findings(flow: PageFlow, slides: readonly ReviewedSlide[]): void {
  if (slides.length === 0) return;
  flow.space(12);
  flow.text('Reviewed regions', HEADING);
  for (const { label, marked, confirmed, rejected, noted } of slides) {
    flow.space(4);
    flow.text(
      `${label || 'Slide'}: ${marked === null ? '' : `the model marked ${marked}, `}${confirmed.length} confirmed, ${rejected} rejected.`,
      BODY,
    );
    if (confirmed.length > 0) {
      flow.row(['', 'Longest diameter', 'Area', 'Note'], COLUMNS, { ...CELL, bold: true });
      for (const [i, region] of confirmed.slice(0, MOST).entries())
        flow.row([String(i + 1), ...cellsOf(region)], COLUMNS, CELL);
      if (confirmed.length > MOST)
        flow.text(`${confirmed.length - MOST} more confirmed regions are in the archive.`, SMALL);
    }
    for (const note of noted.filter(Boolean)) flow.text(`Noted, not decided: ${note}`, BODY);
  }
}

function cellsOf({ longestUm, areaMm2, isCut, note }: ConfirmedRegion): string[] {
  const least = isCut ? 'at least ' : '';
  return [
    `${least}${Math.round(longestUm)} µm`,
    `${least}${Number(areaMm2.toPrecision(3))} mm²`,
    note.slice(0, 300),
  ];
}

/** What the figures do not say, and room for a name. */
export function closing(flow: PageFlow): void {
  flow.space(14);
  flow.text('Limits', HEADING);
  for (const line of LIMITS) {
    flow.space(2);
    flow.text(line, SMALL);
  }
  flow.space(26);
  flow.text('Reviewed by ______________________________     Date ____________________', BODY);
}
