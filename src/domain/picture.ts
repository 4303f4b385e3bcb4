/**
 * What a picture shows, told from its colours before any model sees it. `h-and-e`: haematoxylin and eosin by
 * brightfield, or too little to tell. All others are told apart from it, and named where they can be.
 */
export const OTHER_PICTURES = [
  /** DAB, or another brown such as silver. */
  'dab-stain',
  /** AEC, or another red. */
  'aec-stain',
  'pas-stain',
  'giemsa-stain',
  'masson-stain',
  /** Alcian or toluidine blue, or another blue or green. */
  'blue-stain',
  'other-stain',
  /** Light on a dark ground: fluorescence or dark field. */
  'dark-field',
  'no-colour',
  /** Text, a screen, a photograph. */
  'not-a-section',
  /** The field lies on a moved copy of itself. */
  'double-exposure',
  /** Light of a colour that no white balance within reason gives: ink over all of the field, or a filter. */
  'tinted-light',
] as const;

export type OtherPicture = (typeof OTHER_PICTURES)[number];
export type PictureKind = 'h-and-e' | OtherPicture;
export const PICTURE_KINDS = ['h-and-e', ...OTHER_PICTURES] as const satisfies readonly PictureKind[];

export function isOtherPicture(word: string): word is OtherPicture {
  return (OTHER_PICTURES as readonly string[]).includes(word);
}

/** What a whole field shows, and each of its regions, row by row. */
export interface FieldPicture {
  readonly field: PictureKind;
  readonly regions: readonly PictureKind[];
  /** TISSUE_FEATURES of the field; null: too little tissue to compare with what a model was trained on. */
  readonly tissue?: readonly number[] | null;
}
