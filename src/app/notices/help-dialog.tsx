import { useTranslation } from 'react-i18next';
import type { ActionGroup } from '../actions/action';
import { ACTIONS } from '../actions/actions';
import { Icon } from '../controls/icon';
import { listedKeys } from '../controls/key-label';
import { useModal } from '../controls/use-modal';
import { useActionContext, useAppState, usePageView, useStorySession } from '../reticle-context';

const GROUPS: readonly ActionGroup[] = ['view', 'overlay', 'stage', 'panels'];

/** Every command with its key. */
export function HelpDialog() {
  const { t } = useTranslation();
  const view = usePageView();
  const actions = useActionContext();
  const story = useStorySession();
  const { open, shortcuts } = useAppState((state) => ({
    open: state.helpOpen,
    shortcuts: state.preferences.page.shortcuts,
  }));
  const { modal, dismiss } = useModal(open, () => view.showHelp(false));
  return (
    <dialog
      {...modal}
      className="card help"
      aria-label={t('help.title')}
      onPointerDown={(event) => {
        // The backdrop counts as the dialog itself; a press there closes it.
        const box = event.currentTarget.getBoundingClientRect();
        const { clientX: x, clientY: y } = event;
        if (x < box.left || x > box.right || y < box.top || y > box.bottom) dismiss();
      }}
    >
      <div className="help-head">
        <h2 className="card-title">{t('help.title')}</h2>
        <button type="button" className="icon-button" aria-label={t('help.close')} onClick={dismiss}>
          <Icon name="close" />
        </button>
      </div>
      <div className="help-groups">
        {GROUPS.map((group) => (
          <section key={group} className="help-group">
            <h3 className="section-title">{t(`help.groups.${group}`)}</h3>
            <dl className="help-list">
              {ACTIONS.filter(
                (action) => action.group === group && action.labelValue?.(actions) !== null,
              ).map((action) => (
                <div key={action.id} className="help-row">
                  <dt>{t(`actions.${action.label.key}`, { n: action.labelValue?.(actions) ?? '' })}</dt>
                  <dd>
                    {listedKeys(action.keys).map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="row">
        <button
          type="button"
          className="button"
          onClick={() => {
            dismiss();
            story.restart();
          }}
        >
          {t('help.story')}
        </button>
      </p>
      <p className="help-foot">
        {shortcuts ? t('help.pedals') : t('help.off')} {t('app.researchUseOnlyLong')}
      </p>
      <p className="help-foot help-version">{t('help.version', { version: __VERSION__ })}</p>
    </dialog>
  );
}
