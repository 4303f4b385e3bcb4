import type { ActionId } from '../actions/action';
import { actionOf } from '../actions/actions';
import { useActionContext, useAppState } from '../reticle-context';
import { Icon, type IconName } from './icon';
import { WithTooltip } from './with-tooltip';

interface Props {
  readonly action: ActionId;
  readonly label: string;
  readonly icon: IconName;
  /** For toggles. */
  readonly pressed?: boolean;
  /** For buttons that open a panel. */
  readonly expanded?: boolean;
  readonly showLabel?: boolean;
  readonly accent?: boolean;
}

/** Button of an action, with its key in the tooltip. */
export function BarButton({ action: id, label, icon, pressed, expanded, showLabel, accent }: Props) {
  const actions = useActionContext();
  const action = actionOf(id);
  const enabled = useAppState(() => action.enabled(actions));
  return (
    <WithTooltip label={label} binding={action.keys[0]}>
      <button
        type="button"
        className={`button bar-button ${accent ? 'button-accent' : ''}`}
        aria-label={label}
        aria-pressed={pressed}
        aria-expanded={expanded}
        aria-disabled={!enabled}
        data-on={pressed || expanded || undefined}
        onClick={() => enabled && action.run(actions)}
      >
        <Icon name={icon} />
        {showLabel && <span className="bar-button-label">{label}</span>}
      </button>
    </WithTooltip>
  );
}
