import { Switch } from 'radix-ui';
import { type ReactNode, useId } from 'react';

interface Props {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** Drawn between switch and label. */
  readonly mark?: ReactNode;
}

/** A switch; its label is clickable and names it. */
export function LabelledSwitch({ label, checked, onChange, disabled = false, mark }: Props) {
  const id = useId();
  return (
    <span className="switch-row">
      <Switch.Root
        id={id}
        className="switch"
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-label={label}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      {mark}
      <label htmlFor={id} className="switch-label">
        {label}
      </label>
    </span>
  );
}
