import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NODAL_SIZE_BASIS } from '../../measure/ajcc';
import type { ReviewedRegion } from '../../measure/region-review';
import { useAppState, useMapSession, usePageView, useRegionDecisions } from '../reticle-context';
import { isNodal } from '../state/models';
import { noteOf } from './region-decisions';
import { RegionNote } from './region-note';
import { RegionRow } from './region-row';
import { RegionSums, UnplacedDecisions } from './region-sums';
import { useRegionReview } from './use-region-review';

/** Regions of at least so much longest diameter are listed, um. */
const SMALLEST = [0, 50, 100, 200, 500] as const;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** Connected positive regions, longest diameter first: each is confirmed, rejected or noted by key or button. */
export function RegionList() {
  const { t } = useTranslation();
  const session = useMapSession();
  const decisions = useRegionDecisions();
  const page = usePageView();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [noting, setNoting] = useState(false);
  const review = useRegionReview();
  const { layer, total, chosen, smallest, asked } = useAppState(({ map, preferences }) => ({
    layer: map.layer,
    total: map.fociTotal,
    chosen: map.focus,
    asked: map.reviewAsked,
    smallest: preferences.page.smallestRegionUm,
  }));
  const nodal = layer !== null && isNodal(layer.modelId);
  const listed = review.regions.filter(({ focus }) => focus.longestDiameterUm >= smallest);
  const hidden = review.regions.length - listed.length;
  const at = listed.findIndex(({ focus }) => focus === chosen);
  const region = listed[at];

  const choose = (to: ReviewedRegion | undefined) => {
    setNoting(false);
    if (to) void session.choose(to.focus);
  };
  /** After a decision the next region that waits for one is at hand. */
  const goOn = () => {
    const waits = ({ decision, changed }: ReviewedRegion) => decision === null || changed;
    const rest = [...listed.slice(at + 1), ...listed.slice(0, Math.max(0, at))];
    choose(rest.find(waits));
  };
  const decide = (decision: 'confirmed' | 'rejected') => {
    if (!region) return;
    if (region.decision !== decision || region.changed) decisions.decide(region, decision);
    goOn();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) choose(listed[at < 0 ? 0 : Math.min(listed.length - 1, Math.max(0, at + step))]);
    else if (event.key === 'Home') choose(listed[0]);
    else if (event.key === 'End') choose(listed.at(-1));
    else if (event.key === 'Enter' && !region) choose(listed[0]);
    else if (event.key === 'Enter') decide('confirmed');
    else if (event.key === 'Delete' || event.key === 'Backspace') decide('rejected');
    else if (event.key.toLowerCase() === 't' && region) setNoting(true);
    else return;
    event.preventDefault();
  };

  const first = listed.find(({ decision, changed }) => decision === null || changed) ?? listed[0];
  const ready = asked > 0 && first !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is asked for
  useEffect(() => {
    if (!ready) return;
    list.current?.focus();
    if (!region) choose(first);
  }, [asked, ready]);
  const option = region ? `${id} ${at}` : undefined;
  useEffect(() => {
    if (option) document.getElementById(option)?.scrollIntoView({ block: 'nearest' });
  }, [option]);

  return (
    <section className="regions" aria-labelledby={`${id}-title`}>
      <div className="regions-head">
        <h3 className="section-title" id={`${id}-title`}>
          {t('map.regions.title')} <span className="map-count">{total}</span>
        </h3>
        <label className="regions-smallest">
          <span className="field-label">{t('map.regions.smallest')}</span>
          <select
            className="select"
            value={smallest}
            onChange={({ target }) => page.set({ smallestRegionUm: Number(target.value) })}
          >
            {SMALLEST.map((um) => (
              <option key={um} value={um}>
                {um === 0 ? t('map.regions.all') : t('map.regions.from', { um })}
              </option>
            ))}
          </select>
        </label>
      </div>
      {review.regions.length === 0 ? (
        <p className="hint">{t('map.regions.none')}</p>
      ) : (
        <>
          <div className="regions-columns" aria-hidden="true">
            <span />
            <span>{t('map.regions.diameter')}</span>
            <span>{t('map.regions.area')}</span>
            {nodal && <span title={t('map.regions.classHint')}>{t('map.regions.class')}</span>}
          </div>
          <div
            ref={list}
            className="regions-list"
            role="listbox"
            tabIndex={0}
            aria-labelledby={`${id}-title`}
            aria-describedby={`${id}-keys`}
            aria-activedescendant={option}
            onKeyDown={keys}
          >
            {listed.map((each, i) => (
              <RegionRow
                key={`${each.focus.bounds.x} ${each.focus.bounds.y} ${each.focus.cells}`}
                id={`${id} ${i}`}
                region={each}
                nodal={nodal}
                chosen={i === at}
                onChoose={() => choose(each)}
              />
            ))}
          </div>
          <div className="regions-actions">
            {(['confirmed', 'rejected'] as const).map((decision) => (
              <button
                key={decision}
                type="button"
                className="button"
                aria-disabled={!region}
                aria-pressed={region?.decision === decision && !region.changed}
                onClick={() => {
                  if (region?.decision === decision && !region.changed) decisions.clear(region);
                  else decide(decision);
                }}
              >
                {t(`map.regions.do.${decision}`)}
              </button>
            ))}
            <button
              type="button"
              className="button"
              aria-disabled={!region}
              onClick={() => setNoting(!!region)}
            >
              {t('map.regions.do.noted')}
            </button>
          </div>
          {noting && region && (
            <RegionNote
              key={option}
              note={noteOf(region)}
              onDone={(text) => {
                if (text !== null) decisions.note(region, text);
                setNoting(false);
                list.current?.focus();
              }}
            />
          )}
          <p className="hint" id={`${id}-keys`}>
            {t('map.regions.keys')}
          </p>
          <RegionSums review={review} total={total} />
        </>
      )}
      {hidden > 0 && <p className="hint">{t('map.regions.hidden', { count: hidden })}</p>}
      {total > review.regions.length && review.regions.length > 0 && (
        <p className="hint">{t('map.regions.more', { shown: review.regions.length, total })}</p>
      )}
      {listed.some(({ focus }) => focus.open) && <p className="hint">{t('map.regions.open')}</p>}
      <UnplacedDecisions />
      {review.gone.length > 0 && (
        <p className="hint">{t('map.regions.gone', { count: review.gone.length })}</p>
      )}
      {nodal && review.regions.some(({ decision }) => decision === 'confirmed') && (
        <p className="hint">{t('map.regions.basis', { basis: NODAL_SIZE_BASIS })}</p>
      )}
    </section>
  );
}
