import { useTranslation } from 'react-i18next';
import type { ShownMap } from '../../capture/slide-store';
import { MAX_SLIDE_LABEL, type Slide, slideIdOf } from '../../domain/slide';
import { KeptField } from '../capture/kept-field';
import { useBlobUrl } from '../capture/use-blob-url';
import { lengthText } from '../map/lengths';
import { Section } from '../panel/section';
import { useAppState, useCaseSession, useExportSession, useSlideSession } from '../reticle-context';

/** The slides of the open case, the one under the microscope among them. */
export function SlideList() {
  const { t } = useTranslation();
  const slides = useAppState(({ capture }) => capture.slides);
  return (
    <Section title={t('slides.title')}>
      {slides.length === 0 && <p className="hint">{t('slides.none')}</p>}
      <ul className="slide-list" aria-label={t('slides.title')}>
        {slides.map((slide) => (
          <SlideEntry key={slide.id} slide={slide} />
        ))}
      </ul>
    </Section>
  );
}

function SlideEntry({ slide }: { readonly slide: Slide }) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const session = useSlideSession();
  const exports = useExportSession();
  const { present, shown, drawn, snapshots } = useAppState(({ capture }) => ({
    present: capture.slide?.id === slide.id,
    shown: capture.maps[slide.id] ?? null,
    drawn: capture.drawn[slide.id] ?? 0,
    snapshots: capture.snapshots.filter((snapshot) => slideIdOf(snapshot) === slide.id).length,
  }));
  return (
    <li className="slide-entry" aria-label={slide.label} aria-current={present || undefined}>
      <SmallMap slide={slide} shown={shown} />
      <div className="slide-words">
        <KeptField
          label={present ? `${t('slides.name')} · ${t('slides.present')}` : t('slides.name')}
          stored={slide.label}
          keep={(label) => cases.updateSlide(slide.id, { label })}
          maxLength={MAX_SLIDE_LABEL}
        />
        <p className="slide-facts">
          {t('slides.snapshots', { count: snapshots })} · {t('slides.annotations', { count: drawn })}
        </p>
        <MapFacts shown={shown} />
      </div>
      <p className="slide-ways">
        {!present && (
          <button
            type="button"
            className="button"
            title={t('slides.continueHint')}
            onClick={() => void session.continueSlide(slide)}
          >
            {t('slides.continue')}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => void exports.open({ caseId: slide.caseId, slideId: slide.id })}
        >
          {t('slides.export')}
        </button>
        {!present && (
          <button type="button" className="button" onClick={() => void cases.removeSlide(slide)}>
            {t('slides.delete')}
          </button>
        )}
      </p>
    </li>
  );
}

/** The kept map as a button that shows it large. */
function SmallMap({ slide, shown }: { readonly slide: Slide; readonly shown: ShownMap | null }) {
  const { t } = useTranslation();
  const session = useSlideSession();
  const url = useBlobUrl(shown?.picture ?? null);
  if (!shown) return <span className="slide-map slide-map-none">{t('slides.noMap')}</span>;
  return (
    <button
      type="button"
      className="slide-map"
      aria-label={`${t('slides.look')}: ${slide.label}`}
      onClick={() => session.showMap(slide.id)}
    >
      {url && <img src={url} alt={t('slides.mapOf', { label: slide.label })} />}
    </button>
  );
}

function MapFacts({ shown }: { readonly shown: ShownMap | null }) {
  const { t } = useTranslation();
  if (!shown) return null;
  const { seenMm2, examinedMm2, foci } = shown.view;
  const mm2 = (area: number) => area.toFixed(area < 10 ? 1 : 0);
  return (
    <>
      <p className="slide-facts">{t('slides.seen', { seen: mm2(seenMm2), examined: mm2(examinedMm2) })}</p>
      {foci && (
        <p className="slide-facts">
          {foci.longestUm === null
            ? t('slides.noFoci', { name: foci.className })
            : t('slides.foci', {
                count: foci.total,
                name: foci.className,
                longest: lengthText(foci.longestUm),
              })}
        </p>
      )}
    </>
  );
}
