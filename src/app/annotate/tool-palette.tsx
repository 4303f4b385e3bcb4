import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { BarButton } from '../controls/bar-button';
import { useApp, useReticle } from '../reticle-context';
import { colourOf } from './annotation-colours';
import { type AnnotateView, TOOLS, type Tool } from './annotation-session';
import { ToolIcon } from './tool-icon';
import { useAnnotations } from './use-annotations';
import { useClassName } from './use-class-name';
import { useClasses } from './use-classes';

/** Opens and closes the tools. */
export function AnnotateButton() {
  const { t } = useTranslation();
  const { annotations } = useReticle();
  const open = useStore(annotations.view, (view) => view.open);
  return <BarButton action="annotate" label={t('annotate.button')} icon="annotate" pressed={open} />;
}

/** Tools, class and what is selected, at the left edge while annotating. */
export function ToolPalette() {
  const { t } = useTranslation();
  const { annotations: session, store } = useReticle();
  const view = useStore(session.view);
  const { annotations, selected, canUndo, canRedo } = useAnnotations(session);
  const classes = useClasses();
  const className = useClassName();
  const open = useApp((state) => state.source.phase === 'open');
  if (!view.open || !open) return null;
  const chosen = annotations.find(({ id }) => id === selected);
  return (
    <section className="palette" aria-label={t('annotate.palette')}>
      <div className="palette-tools" role="radiogroup" aria-label={t('annotate.palette')}>
        {TOOLS.map((tool) => (
          <ToolButton key={tool} tool={tool} view={view} />
        ))}
      </div>
      <label className="palette-field">
        <span className="field-label">{t('annotate.class')}</span>
        <span className="palette-class">
          <span
            className="palette-dot"
            style={{ background: colourOf(view.classId, classes) }}
            aria-hidden="true"
          />
          <select
            className="select"
            value={view.classId}
            onChange={(event) => session.choose({ classId: event.target.value })}
          >
            {classes.map(({ id }) => (
              <option key={id} value={id}>
                {className(id)}
              </option>
            ))}
          </select>
        </span>
      </label>
      {view.tool === 'counting-frame' && <FrameFields view={view} />}
      {chosen && (
        <label className="palette-field">
          <span className="field-label">{t('annotate.label')}</span>
          <input
            className="input"
            type="text"
            maxLength={2000}
            value={chosen.label}
            onChange={(event) => session.editor.change(chosen.id, { label: event.target.value }, 'label')}
          />
        </label>
      )}
      <div className="palette-actions">
        <button
          type="button"
          className="button"
          aria-disabled={!canUndo}
          onClick={() => session.editor.undo()}
        >
          {t('annotate.undo')}
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={!canRedo}
          onClick={() => session.editor.redo()}
        >
          {t('annotate.redo')}
        </button>
        <button type="button" className="button" aria-disabled={!chosen} onClick={() => session.erase()}>
          {t('annotate.remove')}
        </button>
        <button type="button" className="button" onClick={() => store.togglePanel('measures')}>
          {t('annotate.measures')}
        </button>
      </div>
    </section>
  );
}

function ToolButton({ tool, view }: { readonly tool: Tool; readonly view: AnnotateView }) {
  const { t } = useTranslation();
  const { annotations } = useReticle();
  const name = t(`annotate.tools.${tool}`);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a radio that looks like a tool
    <button
      type="button"
      role="radio"
      className="icon-button palette-tool"
      aria-checked={view.tool === tool}
      aria-label={name}
      title={name}
      data-on={view.tool === tool || undefined}
      onClick={() => annotations.choose({ tool })}
    >
      <ToolIcon tool={tool} />
    </button>
  );
}

function FrameFields({ view }: { readonly view: AnnotateView }) {
  const { t } = useTranslation();
  const { annotations } = useReticle();
  return (
    <>
      <label className="palette-field">
        <span className="field-label">{t('annotate.area')}</span>
        <input
          className="input"
          type="number"
          min={0.001}
          max={1000}
          step={0.001}
          value={view.areaMm2}
          onChange={(event) => {
            const areaMm2 = event.target.valueAsNumber;
            if (areaMm2 >= 0.001 && areaMm2 <= 1000) annotations.choose({ areaMm2 });
          }}
        />
      </label>
      <label className="palette-field">
        <span className="field-label">{t('annotate.outline')}</span>
        <select
          className="select"
          value={view.outline}
          onChange={(event) => annotations.choose({ outline: event.target.value as 'square' | 'circle' })}
        >
          <option value="circle">{t('annotate.outlines.circle')}</option>
          <option value="square">{t('annotate.outlines.square')}</option>
        </select>
      </label>
    </>
  );
}
