import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { snapshotFileName } from '../../export/file-name';
import { useBlobUrl, useLoaded } from '../capture/use-blob-url';
import { Icon } from '../controls/icon';
import { useModal } from '../controls/use-modal';
import { saveFile } from '../files';
import { areaText, lengthText } from '../map/lengths';
import { useAppState, useAppStore, useSlideKeeper, useSlideSession } from '../reticle-context';
import type { KeptMapPicture } from './kept-map-picture';

/** Foci listed beside the map. */
const LISTED = 12;

/** The kept map of a slide, large. The live view goes on behind it. */
export function KeptMapDialog() {
  const { t } = useTranslation();
  const session = useSlideSession();
  const slide = useAppState(({ capture }) => capture.slides.find(({ id }) => id === capture.shownSlide));
  const { modal, dismiss } = useModal(slide !== undefined, () => session.showMap(null));
  return (
    <dialog
      {...modal}
      className="card kept-map"
      aria-label={t('slides.mapOf', { label: slide?.label ?? '' })}
    >
      <div className="help-head">
        <h2 className="card-title">{t('slides.mapOf', { label: slide?.label ?? '' })}</h2>
        <button type="button" className="icon-button" aria-label={t('slides.close')} onClick={dismiss}>
          <Icon name="close" />
        </button>
      </div>
      {slide && <KeptMap key={slide.id} slideId={slide.id} label={slide.label} />}
    </dialog>
  );
}

function KeptMap({ slideId, label }: { readonly slideId: string; readonly label: string }) {
  const { t } = useTranslation();
  const keeper = useSlideKeeper();
  const store = useAppStore();
  const [part, setPart] = useState<number | null>(null);
  const loaded = useLoaded(`${slideId} ${part ?? ''}`, () => keeper.picture(slideId, store.state, part));
  if (loaded.phase === 'loading') return <p className="kept-map-note">{t('slides.loading')}</p>;
  if (loaded.phase === 'failed') return <p className="kept-map-note">{t('slides.notRead')}</p>;
  if (!loaded.value) return <p className="kept-map-note">{t('slides.nothing')}</p>;
  return <Shown shown={loaded.value} label={label} choose={setPart} />;
}

interface ShownProps {
  readonly shown: KeptMapPicture;
  readonly label: string;
  readonly choose: (part: number) => void;
}

function Shown({ shown, label, choose }: ShownProps) {
  const { t } = useTranslation();
  const url = useBlobUrl(shown.picture);
  return (
    <div className="kept-map-body">
      {url && <img className="kept-map-picture" src={url} alt={t('slides.mapOf', { label })} />}
      <div className="kept-map-side">
        {shown.islands.length > 1 && (
          <label className="field field-stack">
            <span className="field-label">{t('slides.parts')}</span>
            <select
              className="select"
              value={shown.island}
              onChange={({ target }) => choose(Number(target.value))}
            >
              {shown.islands.map((island) => (
                <option key={island} value={island}>
                  {t('slides.part', { number: island + 1 })}
                </option>
              ))}
            </select>
          </label>
        )}
        <p className="hint">
          {t('slides.seen', {
            seen: shown.view.seenMm2.toFixed(1),
            examined: shown.view.examinedMm2.toFixed(1),
          })}
        </p>
        <ol className="kept-map-foci">
          {shown.foci.slice(0, LISTED).map(({ bounds, longestDiameterUm, areaUm2, open }) => (
            <li key={`${bounds.x} ${bounds.y}`}>
              {open && '≥ '}
              {lengthText(longestDiameterUm)}, {areaText(areaUm2)}
            </li>
          ))}
        </ol>
        <button
          type="button"
          className="button"
          onClick={() =>
            saveFile(
              shown.picture,
              snapshotFileName({ capturedAt: Date.now(), objective: null, label: `map ${label}` }),
            )
          }
        >
          {t('slides.save')}
        </button>
      </div>
    </div>
  );
}
