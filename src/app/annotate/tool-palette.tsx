import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { MAX_CLASSES } from '../../domain/case';
import { actionOf, runAction } from '../actions/actions';
import { BarButton } from '../controls/bar-button';
import { useMovable } from '../controls/movable';
import { WithTooltip } from '../controls/with-tooltip';
import {
  useActionContext,
  useAnnotationSession,
  useAppState,
  useHistory,
  usePageView,
} from '../reticle-context';
import { colourOf } from './annotation-colours';
import type { AnnotationSession } from './annotation-session';
import { isCounting } from './count-mitoses';
import { FrameFields } from './frame-fields';
import { NewClass } from './new-class';
import { ToolIcon } from './tool-icon';
import { TOOLS, type Tool } from './tools';
import { useAnnotations } from './use-annotations';
import { useClassName } from './use-class-name';
import { useClasses } from './use-classes';

/** Opens and closes the tools. */
export function AnnotateButton() {
  const { t } = useTranslation();
  const annotations = useAnnotationSession();
  const open = useStore(annotations.drawing.view, (view) => view.open);
  return (
    <BarButton action="annotate" label={t('annotate.button')} icon="annotate" pressed={open} showLabel />
  );
}

/** Tools for the live slide, at the left edge while annotating. */
export function ToolPalette() {
  const { t } = useTranslation();
  const annotations = useAnnotationSession();
  const view = usePageView();
  const history = useHistory();
  const shown = useStore(annotations.drawing.view, (view) => view.open);
  const open = useAppState((state) => state.source.phase === 'open');
  if (!shown || !open) return null;
  return (
    <Palette
      session={annotations}
      undo={() => history.undo('annotations')}
      redo={() => history.redo('annotations')}
      lead={<CountButton />}
    >
      <button type="button" className="button" onClick={() => view.togglePanel('measures')}>
        {t('annotate.measures')}
      </button>
    </Palette>
  );
}

/** Counting of mitoses, with all that it takes. */
function CountButton() {
  const actions = useActionContext();
  const { t } = useTranslation();
  const session = useAnnotationSession();
  useStore(session.drawing.view);
  const { keys } = actionOf('countMitoses');
  return (
    <WithTooltip label={t('actions.countMitoses')} binding={keys[0]} side="right">
      <button
        type="button"
        className="button palette-count"
        aria-pressed={isCounting(session)}
        onClick={() => runAction('countMitoses', actions)}
      >
        {t('actions.countMitoses')}
      </button>
    </WithTooltip>
  );
}

/** Stands for no class but for the wish for one. */
const NEW = 'new class';

/** Tools, class and what is selected. `lead`: above the tools; `children`: further buttons. */
export function Palette({
  session,
  undo = () => session.editor.undo(),
  redo = () => session.editor.redo(),
  lead,
  children,
}: {
  readonly session: AnnotationSession;
  readonly undo?: () => void;
  readonly redo?: () => void;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const view = useStore(session.drawing.view);
  const { annotations, selected, canUndo, canRedo } = useAnnotations(session);
  const classes = useClasses();
  const className = useClassName();
  const [naming, setNaming] = useState(false);
  const element = useRef<HTMLElement>(null);
  const movable = useMovable(element);
  const chosen = annotations.find(({ id }) => id === selected);
  return (
    <section ref={element} className="palette" aria-label={t('annotate.palette')} style={movable.style}>
      <button type="button" className="palette-grip" aria-label={t('annotate.move')} {...movable.grip}>
        <span aria-hidden="true" />
      </button>
      {lead}
      <div className="palette-tools" role="radiogroup" aria-label={t('annotate.palette')}>
        {TOOLS.map((tool) => (
          <ToolButton key={tool} tool={tool} session={session} />
        ))}
      </div>
      {naming ? (
        <NewClass
          classes={classes}
          nameOf={className}
          onDone={(classId) => {
            setNaming(false);
            if (classId !== null) session.drawing.choose({ classId });
          }}
        />
      ) : (
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
              onChange={({ target: { value } }) =>
                value === NEW ? setNaming(true) : session.drawing.choose({ classId: value })
              }
            >
              {classes.map(({ id }) => (
                <option key={id} value={id}>
                  {className(id)}
                </option>
              ))}
              {classes.length < MAX_CLASSES && <option value={NEW}>{t('annotate.newClass')}</option>}
            </select>
          </span>
        </label>
      )}
      {(view.tool === 'counting-frame' || isCounting(session)) && <FrameFields session={session} />}
      {chosen && !isCounting(session) && (
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
        <button type="button" className="button" aria-disabled={!canUndo} onClick={undo}>
          {t('annotate.undo')}
        </button>
        <button type="button" className="button" aria-disabled={!canRedo} onClick={redo}>
          {t('annotate.redo')}
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={!chosen}
          onClick={() => session.drawing.erase()}
        >
          {t('annotate.remove')}
        </button>
        {children}
      </div>
    </section>
  );
}

function ToolButton({ tool, session }: { readonly tool: Tool; readonly session: AnnotationSession }) {
  const { t } = useTranslation();
  const chosen = useStore(session.drawing.view, (view) => view.tool) === tool;
  const name = t(`annotate.tools.${tool}`);
  return (
    <WithTooltip label={name} side="right">
      {/* biome-ignore lint/a11y/useSemanticElements: a radio that looks like a tool */}
      <button
        type="button"
        role="radio"
        className="icon-button palette-tool"
        aria-checked={chosen}
        aria-label={name}
        data-on={chosen || undefined}
        onClick={() => session.drawing.choose({ tool })}
      >
        <ToolIcon tool={tool} />
      </button>
    </WithTooltip>
  );
}
