import type { Focus } from '../domain/focus';

export type NodalSizeClass = 'isolated-tumour-cells' | 'micrometastasis' | 'macrometastasis';

/** Upper limits of the longest diameter, um. */
export const ISOLATED_TUMOUR_CELLS_UM = 200;
export const MICROMETASTASIS_UM = 2000;

/** Where the limits come from; shown beside every class. */
export const NODAL_SIZE_BASIS =
  'AJCC Cancer Staging Manual, 8th edition, breast: isolated tumour cells up to 0.2 mm, micrometastasis above 0.2 mm up to 2 mm, macrometastasis above 2 mm';

/**
 * Size class of one focus in a lymph node by its longest diameter alone. AJCC also counts more than 200 cells
 * in one section as micrometastasis, which a map of probabilities cannot tell. Research use only.
 */
export function nodalSizeClass({ longestDiameterUm }: Pick<Focus, 'longestDiameterUm'>): NodalSizeClass {
  if (longestDiameterUm <= ISOLATED_TUMOUR_CELLS_UM) return 'isolated-tumour-cells';
  return longestDiameterUm <= MICROMETASTASIS_UM ? 'micrometastasis' : 'macrometastasis';
}
