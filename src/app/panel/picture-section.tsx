import { useTranslation } from 'react-i18next';
import { type Mounting, PLAIN_MOUNTING } from '../../domain/frame';
import type { RectPx } from '../../domain/geometry';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useAppState, useOpticsSettings, usePageView } from '../reticle-context';
import { openCameraKey, openSurface } from '../state/selectors';
import { cropOrNull, keepInFrame } from '../view/crop-rect';
import { Fact, Section } from './section';

const ROTATIONS = [0, 90, 180, 270] as const;
const CROP_SIDES = ['x', 'y', 'width', 'height'] as const;

/** Frame size, how the camera is mounted, and the part of the picture that is used. */
export function PictureSection() {
  const { t } = useTranslation();
  const optics = useOpticsSettings();
  const view = usePageView();
  const { source, frame, key, mounting, cropping } = useAppState((state) => {
    const cameraKey = openCameraKey(state);
    return {
      source: openSurface(state),
      frame: state.frame,
      key: cameraKey,
      mounting: (cameraKey !== null && state.preferences.cameras[cameraKey]?.mounting) || PLAIN_MOUNTING,
      cropping: state.cropping,
    };
  });
  if (!source) return null;
  const set = (change: Partial<Mounting>) => optics.setCamera({ mounting: { ...mounting, ...change } });
  const whole: RectPx = { x: 0, y: 0, ...source.size };
  return (
    <Section title={t('panel.source.title')}>
      <dl className="facts">
        <Fact name={t('bar.source')} value={source.label} />
        <Fact
          name={t('panel.source.frame')}
          value={frame ? `${frame.width} × ${frame.height} px` : t('panel.diag.none')}
        />
      </dl>
      {key !== null && (
        <>
          <fieldset className="segments">
            <legend className="field-label">{t('panel.source.rotation')}</legend>
            {ROTATIONS.map((rotation) => (
              <label key={rotation} className="segment" data-on={mounting.rotation === rotation || undefined}>
                <input
                  type="radio"
                  className="visually-hidden"
                  name="rotation"
                  checked={mounting.rotation === rotation}
                  onChange={() => set({ rotation })}
                />
                {t('panel.source.degrees', { value: rotation })}
              </label>
            ))}
          </fieldset>
          <LabelledSwitch
            label={t('panel.source.mirrored')}
            checked={mounting.mirrored}
            onChange={(mirrored) => set({ mirrored })}
          />
          {cropping ? (
            <fieldset className="crop-fields">
              <legend className="field-label">{t('panel.source.crop')}</legend>
              {CROP_SIDES.map((side) => (
                <label key={side} className="number-field">
                  <span className="field-label">{t(`panel.source.${side}`)}</span>
                  <input
                    type="number"
                    className="input"
                    min={0}
                    step={1}
                    value={cropping[side]}
                    onChange={({ target }) =>
                      view.crop(keepInFrame(source.size, { ...cropping, [side]: target.valueAsNumber }))
                    }
                  />
                </label>
              ))}
              <p className="row">
                <button
                  type="button"
                  className="button button-accent"
                  onClick={() => {
                    set({ crop: cropOrNull(source.size, cropping) });
                    view.crop(null);
                  }}
                >
                  {t('panel.source.cropDone')}
                </button>
                <button type="button" className="button" onClick={() => view.crop(null)}>
                  {t('panel.source.cropCancel')}
                </button>
              </p>
            </fieldset>
          ) : (
            <p className="row">
              <button type="button" className="button" onClick={() => view.crop(mounting.crop ?? whole)}>
                {t('panel.source.cropDraw')}
              </button>
              {mounting.crop && (
                <button type="button" className="button" onClick={() => set({ crop: null })}>
                  {t('panel.source.cropClear')}
                </button>
              )}
            </p>
          )}
        </>
      )}
    </Section>
  );
}
