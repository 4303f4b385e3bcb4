import { Tooltip } from 'radix-ui';
import type { ActionId } from '../actions/action';
import { actionOf } from '../actions/actions';
import { useActionContext, useAppState } from '../reticle-context';
import { Icon, type IconName } from './icon';
import { keyLabel } from './key-label';

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
  const key = action.keys[0];
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
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
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {label} {key && <kbd>{keyLabel(key)}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
