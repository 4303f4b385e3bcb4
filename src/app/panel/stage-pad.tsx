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

/** The travel of the stage in small with the field on it; pressing it drives the stage there. */
export function StagePad() {
  const { t } = useTranslation();
  const optics = useOptics();
  const actions = useActionContext();
  const pad = useRef<HTMLDivElement>(null);
  const { stage, frame } = useAppState((state) => ({
    stage: state.devices.stage,
    frame: state.frame,
  }));
  if (!stage) return null;
  const { position, limits } = stage;
  const percent = (um: number, of: number) => `${(100 * um) / of}%`;
  const drive = (event: PointerEvent) => {
    const box = pad.current?.getBoundingClientRect();
    if (!box || !limits || event.buttons === 0) return;
    optics.moveStageTo({
      x: limits.x + ((event.clientX - box.left) / box.width) * limits.width,
      y: limits.y + ((event.clientY - box.top) / box.height) * limits.height,
    });
  };
  const fieldWidth = frame?.umPerPx ? frame.width * frame.umPerPx : 0;
  const fieldHeight = frame?.umPerPx ? frame.height * frame.umPerPx : 0;
  return (
    <div className="stage-control">
      {limits && (
        <div
          ref={pad}
          className="stage-pad"
          role="img"
          aria-label={t('panel.microscope.pad')}
          title={t('panel.microscope.padHint')}
          style={{ aspectRatio: `${limits.width} / ${limits.height}` }}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drive(event);
          }}
          onPointerMove={drive}
        >
          <span
            className="stage-field"
            style={{
              left: percent(position.x - limits.x, limits.width),
              top: percent(position.y - limits.y, limits.height),
              width: percent(fieldWidth, limits.width),
              height: percent(fieldHeight, limits.height),
            }}
          />
        </div>
      )}
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
          {(position.x / 1000).toFixed(2)}, {(position.y / 1000).toFixed(2)} mm
        </output>
      </div>
    </div>
  );
}
