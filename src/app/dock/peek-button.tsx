import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf } from '../actions/actions';
import { WithTooltip } from '../controls/with-tooltip';
import { useActionContext, useAppState } from '../reticle-context';

/** The bare tissue for as long as it is held, for those who have no key at hand. */
export function PeekButton() {
  const { t } = useTranslation();
  const actions = useActionContext();
  const bare = actionOf('bare');
  const held = useAppState((state) => state.bare);
  const press = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    bare.run(actions);
  };
  const letGo = () => bare.release?.(actions);
  const isPress = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';
  return (
    <WithTooltip label={t('actions.bare')} binding={bare.keys[0]}>
      <button
        type="button"
        className="button peek"
        aria-pressed={held}
        data-on={held || undefined}
        onPointerDown={press}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onLostPointerCapture={letGo}
        onKeyDown={(event) => isPress(event) && !event.repeat && bare.run(actions)}
        onKeyUp={(event) => isPress(event) && letGo()}
        onBlur={letGo}
        // A long touch would open the menu of the browser.
        onContextMenu={(event) => event.preventDefault()}
      >
        {t('dock.peek')}
      </button>
    </WithTooltip>
  );
}
