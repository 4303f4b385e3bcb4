import { Tooltip } from 'radix-ui';
import type { ReactElement } from 'react';
import { keyLabel } from './key-label';

/** A button whose name, and key, are shown when it is pointed at or has the focus. */
export function WithTooltip({
  label,
  binding,
  side = 'top',
  children,
}: {
  readonly label: string;
  readonly binding?: string | undefined;
  readonly side?: 'top' | 'right';
  readonly children: ReactElement;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {label} {binding && <kbd>{keyLabel(binding)}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
