import type { DraftAnswers } from '../../model/bring';
import type { ShownDraft } from './models-state';

/** Contents of the fields of the form. */
export interface FormFields {
  readonly name: string;
  readonly umPerPx: string;
  readonly expects: DraftAnswers['expects'] | '';
  readonly classes: readonly { readonly channel: number; readonly name: string; readonly drawn: boolean }[];
  readonly white: 1 | 255;
  readonly order: DraftAnswers['input']['order'];
  readonly mean: string;
  readonly std: string;
  readonly activation: DraftAnswers['activation'];
  readonly detail: number;
}

/** Sides of a cell that are offered, px of the model. */
export const DETAILS = [4, 8, 16] as const;

/** Names by which authors mean what is no finding. */
const BACKGROUND = /^(back ?ground|bg|other|none|no[-_ ]?tumou?r|normal)$/i;

export function firstFields(draft: ShownDraft): FormFields {
  const { channels, steps } = draft.output;
  const exclusive = steps.some(({ kind }) => kind === 'softmax');
  const classes = Array.from({ length: channels }, (_, channel) => {
    const name = draft.classNames[channel] ?? (channels === 1 ? draft.name : `Class ${channel + 1}`);
    return { channel, name, drawn: channels === 1 || !(exclusive && BACKGROUND.test(name)) };
  });
  return {
    name: draft.name,
    umPerPx: draft.umPerPx === null ? '' : String(Number(draft.umPerPx.toPrecision(4))),
    expects: draft.expects ?? '',
    classes: classes.some(({ drawn }) => drawn) ? classes : classes.map((each) => ({ ...each, drawn: true })),
    white: draft.input.white,
    order: draft.input.order,
    ...{ mean: '', std: '', activation: 'none', detail: DETAILS[1] },
  };
}

export type FormProblem = 'umPerPxProblem' | 'expectsProblem' | 'classesProblem' | 'numbersProblem';

/** What the fields say, or which of them does not say it. */
export function answersOf(
  draft: ShownDraft,
  fields: FormFields,
): { readonly answers: DraftAnswers } | { readonly problem: FormProblem } {
  const umPerPx = Number(fields.umPerPx.replace(',', '.'));
  if (!(umPerPx >= 0.05 && umPerPx <= 20)) return { problem: 'umPerPxProblem' };
  if (fields.expects === '') return { problem: 'expectsProblem' };
  const classes = fields.classes
    .filter(({ drawn }) => drawn)
    .map(({ channel, name }) => ({ channel, name, threshold: 0.5 }));
  if (classes.length === 0) return { problem: 'classesProblem' };
  const input = inputOf(draft, fields);
  if (!input) return { problem: 'numbersProblem' };
  const { name, expects, activation, detail } = fields;
  return { answers: { name, umPerPx, expects, classes, input, activation, detail } };
}

function inputOf({ described, input }: ShownDraft, fields: FormFields): DraftAnswers['input'] | null {
  if (described) return input;
  const channels = input.order === 'grey' ? 1 : 3;
  const numbers = (text: string, otherwise: number): readonly number[] | null => {
    const told = text
      .split(/[\s;,]+/)
      .filter((part) => part !== '')
      .map(Number);
    if (told.length === 0) return [otherwise];
    return told.every(Number.isFinite) && (told.length === 1 || told.length === channels) ? told : null;
  };
  const mean = numbers(fields.mean, 0);
  const std = numbers(fields.std, 1);
  if (!mean || !std || std.some((one) => one === 0)) return null;
  const { white, order } = fields;
  if (fields.mean.trim() === '' && fields.std.trim() === '') return { ...input, white, order };
  const length = Math.max(mean.length, std.length);
  const of = (list: readonly number[], i: number) => list[list.length === 1 ? 0 : i] ?? 0;
  const gain = Array.from({ length }, (_, i) => 1 / of(std, i));
  const offset = gain.map((one, i) => -of(mean, i) * one);
  return { ...input, white, order, steps: [{ kind: 'linear', gain, offset }] };
}
