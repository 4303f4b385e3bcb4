import { useTranslation } from 'react-i18next';
import type { FormFields } from './draft-answers';
import type { ShownDraft } from './models-state';

const ORDERS = ['rgb', 'bgr'] as const;
const ACTIVATIONS = ['none', 'sigmoid', 'softmax'] as const;

/** How the values of a network are to be understood that came without a description. */
export function NetworkFields({
  draft,
  fields,
  change,
}: {
  readonly draft: ShownDraft;
  readonly fields: FormFields;
  readonly change: (part: Partial<FormFields>) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <label className="text-field">
        <span className="field-label">{t('ownModels.white')}</span>
        <select
          className="input"
          value={fields.white}
          onChange={({ target }) => change({ white: target.value === '255' ? 255 : 1 })}
        >
          <option value={1}>1</option>
          <option value={255}>255</option>
        </select>
      </label>
      {draft.input.order !== 'grey' && (
        <label className="text-field">
          <span className="field-label">{t('ownModels.order')}</span>
          <select
            className="input"
            value={fields.order}
            onChange={({ target }) => change({ order: target.value === 'bgr' ? 'bgr' : 'rgb' })}
          >
            {ORDERS.map((order) => (
              <option key={order} value={order}>
                {t(`ownModels.orders.${order}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {(['mean', 'std'] as const).map((name) => (
        <label key={name} className="text-field">
          <span className="field-label">{t(`ownModels.${name}`)}</span>
          <input
            className="input"
            inputMode="decimal"
            autoComplete="off"
            value={fields[name]}
            onChange={({ target }) => change({ [name]: target.value })}
          />
        </label>
      ))}
      <label className="text-field">
        <span className="field-label">{t('ownModels.activation')}</span>
        <select
          className="input"
          value={fields.activation}
          onChange={({ target }) =>
            change({ activation: ACTIVATIONS.find((each) => each === target.value) ?? 'none' })
          }
        >
          {ACTIVATIONS.map((each) => (
            <option key={each} value={each}>
              {t(`ownModels.activations.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
