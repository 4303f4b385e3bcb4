import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A pause in typing after which the text is stored, ms. */
const PAUSE = 500;

interface Props {
  readonly label: string;
  /** The text as it is in the record. */
  readonly stored: string;
  readonly keep: (text: string) => Promise<unknown>;
  readonly maxLength: number;
  readonly rows?: number;
}

/** A text of a record: stored in a pause of typing and when it is left, which it says. */
export function KeptField({ label, stored, keep, maxLength, rows }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(stored);
  const [touched, setTouched] = useState(false);
  const asked = useRef(stored);
  const id = useId();
  // Another tab may have changed it; what is being typed here stays.
  useEffect(() => {
    setText((now) => (now === asked.current ? stored : now));
    asked.current = stored;
  }, [stored]);

  const flush = () => {
    if (text === asked.current) return;
    asked.current = text;
    void keep(text);
  };
  const latest = useRef(flush);
  latest.current = flush;
  useEffect(() => {
    if (text === asked.current) return;
    const timer = setTimeout(() => latest.current(), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => () => latest.current(), []);

  const shared = {
    id,
    value: text,
    maxLength,
    'aria-describedby': `${id}-state`,
    onChange: (event: { target: { value: string } }) => {
      setText(event.target.value);
      setTouched(true);
    },
    onBlur: flush,
  };
  return (
    <div className="field-stack">
      <div className="field-heading">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        <span className="field-state" id={`${id}-state`}>
          {touched && t(text === stored ? 'capture.field.stored' : 'capture.field.storing')}
        </span>
      </div>
      {rows ? (
        <textarea {...shared} className="input notes" rows={rows} />
      ) : (
        <input type="text" autoComplete="off" {...shared} className="input" />
      )}
    </div>
  );
}
