import { OBJECTIVES } from '../state/calibration';
import type { ActionWith } from './action';
import type { ActionContext } from './action-context';

type Turret = Pick<ActionContext, 'optics'>;

/** The objectives that the number keys choose where the source has no turret of its own. */
const KEYED_OBJECTIVES = OBJECTIVES.filter((objective) => objective >= 4);

function objectiveAt(page: Turret, index: number): number | undefined {
  return (page.optics.objectives() ?? KEYED_OBJECTIVES)[index];
}

export const OBJECTIVE_ACTIONS: readonly ActionWith<'state' | 'optics'>[] = ([1, 2, 3, 4, 5, 6] as const).map(
  (n): ActionWith<'state' | 'optics'> => ({
    id: `objective${n}`,
    label: { key: 'objective' },
    labelValue: (page) => objectiveAt(page, n - 1) ?? null,
    group: 'view',
    keys: [String(n)],
    enabled: (page) => page.state.source.phase === 'open' && objectiveAt(page, n - 1) !== undefined,
    run: (page) => page.optics.setObjective(objectiveAt(page, n - 1) ?? null),
  }),
);

/** Key that chooses an objective now; null where none does. */
export function objectiveKey(
  page: Pick<ActionContext, 'state' | 'optics'>,
  objective: number,
): string | null {
  const action = OBJECTIVE_ACTIONS.find((each) => each.labelValue?.(page) === objective);
  return action?.keys[0] ?? null;
}
