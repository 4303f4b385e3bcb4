import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { COVERAGE } from '../../domain/slide-map';
import { runAction } from '../actions/actions';
import { Icon } from '../controls/icon';
import { useActionContext, useAppState, useMapSession } from '../reticle-context';
import { MapCanvas } from './map-canvas';
import { ZOOM_STEP, zoomed } from './map-frame';
import { RegionList } from './region-list';

const SIGNS = ['examined', 'outOfFocus', 'seen', 'notSeen'] as const;

/** The slide as far as it was seen: colour, heat, coverage, and what was found. */
export function MapPanel() {
  const { t } = useTranslation();
  const actions = useActionContext();
  const session = useMapSession();
  const island = useId();
  const { map, shown } = useAppState((state) => ({ map: state.map.map, shown: state.map.island }));
  const islands = map?.islands ?? [];
  const empty = islands.length === 0;
  const zoom = (factor: number) => {
    const frame = session.frame();
    if (frame) session.show(zoomed(frame, session.size, factor));
  };
  return (
    <div className="map-panel">
      <div className="map-area">
        <MapCanvas />
        {empty && (
          <div className="map-empty" role="status">
            <p className="map-empty-title">{t('map.empty')}</p>
            <p className="map-empty-text">{t('map.emptyHint')}</p>
          </div>
        )}
        <div className="map-zoom">
          <button
            type="button"
            className="icon-button"
            aria-label={t('map.zoomIn')}
            onClick={() => zoom(ZOOM_STEP)}
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t('map.zoomOut')}
            onClick={() => zoom(1 / ZOOM_STEP)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t('map.fit')}
            onClick={() => session.show(null)}
          >
            <Icon name="fit" />
          </button>
        </div>
      </div>
      <p className="visually-hidden" id="map-keys">
        {t('map.keys')}
      </p>
      <ul className="map-key" aria-label={t('map.keyTitle')}>
        {SIGNS.map((sign) => (
          <li key={sign} className="map-key-entry">
            <span className={`map-sign map-sign-${sign}`} />
            {t(`map.coverage.${sign}`)}
          </li>
        ))}
      </ul>
      <PlaceCard />
      {islands.length > 1 && (
        <p className="map-island">
          <label className="field-label" htmlFor={island}>
            {t('map.part')}
          </label>
          <select
            id={island}
            className="select"
            value={shown ?? 'current'}
            onChange={(event) =>
              session.showIsland(event.target.value === 'current' ? null : Number(event.target.value))
            }
          >
            <option value="current">{t('map.partCurrent')}</option>
            {islands
              .filter((id) => id !== map?.island)
              .map((id) => (
                <option key={id} value={id}>
                  {t('map.partNumber', { number: id + 1 })}
                </option>
              ))}
          </select>
        </p>
      )}
      <RegionList />
      <div className="map-actions">
        {(['saveMap', 'clearMap'] as const).map((id) => (
          <button
            key={id}
            type="button"
            className="button"
            aria-disabled={empty}
            onClick={() => !empty && runAction(id, actions)}
          >
            {t(id === 'saveMap' ? 'map.save' : 'map.clear')}
          </button>
        ))}
      </div>
    </div>
  );
}

const COVERAGE_NAMES = Object.fromEntries(
  Object.entries(COVERAGE).map(([name, value]) => [value, name]),
) as Record<number, keyof typeof COVERAGE>;

/** What lies where the user pointed, and the way there. Keeps its room when nothing is chosen. */
function PlaceCard() {
  const { t } = useTranslation();
  const session = useMapSession();
  const canDrive = useAppState((state) => Boolean(state.devices.stage?.alignment));
  const { place, target, driving } = useAppState(({ map: { place, target, driving } }) => ({
    ...{ place, target, driving },
  }));
  if (!place) return <p className="map-place map-place-empty">{t('map.pointHint')}</p>;
  const state = COVERAGE_NAMES[place.coverage] ?? 'notSeen';
  return (
    <div className="map-place" role="status">
      <p>
        <strong>
          {place.probability === null
            ? t(`map.state.${state}`)
            : t('map.probability', { value: place.probability.toFixed(2) })}
        </strong>
        <span className="map-position">
          {t('map.position', { x: Math.round(place.at.x), y: Math.round(place.at.y) })}
        </span>
      </p>
      {target && (
        <p className="row">
          {canDrive && (
            <button
              type="button"
              className="link-button"
              onClick={() => (driving ? session.forgetTarget() : void session.goThere())}
            >
              {driving ? t('map.stop') : t('map.goThere')}
            </button>
          )}
          <button type="button" className="link-button" onClick={() => session.forgetTarget()}>
            {t('map.forgetTarget')}
          </button>
        </p>
      )}
    </div>
  );
}
