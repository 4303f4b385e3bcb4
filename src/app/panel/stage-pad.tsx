import { type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { runAction } from '../actions/actions';
import { Icon } from '../controls/icon';
import { useActionContext, useAppState, useOptics } from '../reticle-context';

const ARROWS = [
  ['up', 'stageUp'],
  ['left', 'stageLeft'],
  ['right', 'stageRight'],
  ['down', 'stageDown'],
] as const;

/** The slide in small with the field on it; pressing it drives the stage there. */
export function StagePad() {
  const { t } = useTranslation();
  const optics = useOptics();
  const actions = useActionContext();
  const pad = useRef<HTMLDivElement>(null);
  const { stage, extent, frame } = useAppState((state) => ({
    stage: state.microscope?.stage ?? null,
    extent: state.source.phase === 'open' ? (state.source.source.microscope?.extentUm ?? null) : null,
    frame: state.frame,
  }));
  if (!stage || !extent) return null;
  const percent = (um: number, of: number) => `${(100 * um) / of}%`;
  const drive = (event: PointerEvent) => {
    const box = pad.current?.getBoundingClientRect();
    if (!box || event.buttons === 0) return;
    optics.setMicroscope({
      touring: false,
      stage: {
        x: ((event.clientX - box.left) / box.width) * extent.width,
        y: ((event.clientY - box.top) / box.height) * extent.height,
      },
    });
  };
  const fieldWidth = frame?.umPerPx ? frame.width * frame.umPerPx : 0;
  const fieldHeight = frame?.umPerPx ? frame.height * frame.umPerPx : 0;
  return (
    <div className="stage-control">
      <div
        ref={pad}
        className="stage-pad"
        role="img"
        aria-label={t('panel.microscope.pad')}
        title={t('panel.microscope.padHint')}
        style={{ aspectRatio: `${extent.width} / ${extent.height}` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drive(event);
        }}
        onPointerMove={drive}
      >
        <span
          className="stage-field"
          style={{
            left: percent(stage.x, extent.width),
            top: percent(stage.y, extent.height),
            width: percent(fieldWidth, extent.width),
            height: percent(fieldHeight, extent.height),
          }}
        />
      </div>
      <div className="stage-side">
        <div className="stage-arrows">
          {ARROWS.map(([way, action]) => (
            <button
              key={way}
              type="button"
              className="icon-button stage-arrow"
              data-way={way}
              aria-label={t(`panel.microscope.${way}`)}
              onClick={() => runAction(action, actions)}
            >
              <Icon name={way} />
            </button>
          ))}
        </div>
        <output className="stage-readout">
          {(stage.x / 1000).toFixed(2)}, {(stage.y / 1000).toFixed(2)} mm
        </output>
      </div>
    </div>
  );
}
