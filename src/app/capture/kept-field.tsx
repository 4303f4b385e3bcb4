import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A pause in typing after which the text is stored, ms. */
const PAUSE = 500;

interface Props {
  readonly label: string;
  /** The text as it is in the record. */
  readonly stored: string;
  /** Resolves with whether it is in the record. */
  readonly keep: (text: string) => Promise<boolean>;
  readonly maxLength: number;
  readonly rows?: number;
}

/** A text of a record: stored in a pause of typing and when it is left, which it says. */
export function KeptField({ label, stored, keep, maxLength, rows }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(stored);
  /** Of the last edit; null before the first. */
  const [state, setState] = useState<'stored' | 'storing' | 'failed' | null>(null);
  /** The text that was asked to be stored last. */
  const asked = useRef(stored);
  /** It could not be stored: asked again when the field is left. */
  const failed = useRef(false);
  const id = useId();
  // Another tab may have changed it; what is being typed here stays.
  useEffect(() => {
    setText((now) => (now === asked.current ? stored : now));
    asked.current = stored;
  }, [stored]);

  const flush = () => {
    if (text === asked.current && !failed.current) return;
    asked.current = text;
    failed.current = false;
    void keep(text).then((kept) => {
      // A later edit tells of itself.
      if (asked.current !== text) return;
      setState(kept ? 'stored' : 'failed');
      failed.current = !kept;
    });
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
      setState('storing');
    },
    onBlur: flush,
  };
  return (
    <div className="field-stack">
      <div className="field-heading">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        <span className="field-state" data-state={state} id={`${id}-state`} role="status">
          {state && t(`capture.field.${state}`)}
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
