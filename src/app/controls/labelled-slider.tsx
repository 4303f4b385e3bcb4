import { Slider } from 'radix-ui';
import { type ReactNode, useId } from 'react';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly onCommit?: (value: number) => void;
  /** Value in words with its unit: shown, and read out. */
  readonly text: string;
  readonly disabled?: boolean;
  /** Laid on the track: gradient, marks. */
  readonly track?: ReactNode;
  readonly trackClass?: string;
  /** Beside the value. */
  readonly aside?: ReactNode;
}

export function LabelledSlider(props: Props) {
  const {
    label,
    value,
    min,
    max,
    step,
    onChange,
    onCommit,
    text,
    disabled = false,
    track,
    trackClass,
    aside,
  } = props;
  const id = useId();
  return (
    <div className="slider-row" data-disabled={disabled || undefined}>
      <span className="slider-label" id={id}>
        {label}
      </span>
      <span className="slider-value">
        {aside}
        <output>{text}</output>
      </span>
      <Slider.Root
        className="slider"
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        {...(onCommit && { onValueCommit: ([next]: number[]) => next !== undefined && onCommit(next) })}
      >
        <Slider.Track className={`slider-track ${trackClass ?? ''}`}>
          {track ?? <Slider.Range className="slider-range" />}
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-labelledby={id} aria-valuetext={text} />
      </Slider.Root>
    </div>
  );
}
