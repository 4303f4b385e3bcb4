import { useTranslation } from 'react-i18next';
import { NODAL_SIZE_BASIS, nodalSizeClass } from '../../measure/ajcc';
import { useAppState, useMapSession } from '../reticle-context';
import { isNodal } from '../state/models';
import { areaText, lengthText } from './lengths';

/** Connected positive regions, longest diameter first. */
export function FociList() {
  const { t } = useTranslation();
  const session = useMapSession();
  const { foci, total, layer, chosen } = useAppState(({ map }) => ({
    foci: map.foci,
    total: map.fociTotal,
    layer: map.layer,
    chosen: map.focus,
  }));
  const nodal = layer !== null && isNodal(layer.modelId);
  const atLeast = (open: boolean, text: string) => (open ? `≥ ${text}` : text);
  return (
    <section className="map-foci" aria-labelledby="foci-title">
      <h3 className="section-title" id="foci-title">
        {t('map.foci.title')} <span className="map-count">{total}</span>
      </h3>
      {foci.length === 0 ? (
        <p className="hint">{t('map.foci.none')}</p>
      ) : (
        <table className="foci">
          <thead>
            <tr>
              <th scope="col">{t('map.foci.diameter')}</th>
              <th scope="col">{t('map.foci.area')}</th>
              {nodal && <th scope="col">{t('map.foci.class')}</th>}
            </tr>
          </thead>
          <tbody>
            {foci.map((focus) => {
              const { x, y } = focus.bounds;
              const diameter = atLeast(focus.open, lengthText(focus.longestDiameterUm));
              const isChosen =
                chosen?.bounds.x === x && chosen.bounds.y === y && chosen.cells === focus.cells;
              return (
                <tr key={`${x} ${y} ${focus.cells}`} data-on={isChosen || undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="link-button"
                      aria-pressed={isChosen}
                      onClick={() => void session.choose(focus)}
                    >
                      {diameter}
                    </button>
                  </th>
                  <td>{atLeast(focus.open, areaText(focus.areaUm2))}</td>
                  {nodal && <td>{atLeast(focus.open, t(`map.foci.classes.${nodalSizeClass(focus)}`))}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {total > foci.length && foci.length > 0 && (
        <p className="hint">{t('map.foci.more', { shown: foci.length, total })}</p>
      )}
      {foci.some(({ open }) => open) && <p className="hint">{t('map.foci.open')}</p>}
      {nodal && foci.length > 0 && <p className="hint">{t('map.foci.basis', { basis: NODAL_SIZE_BASIS })}</p>}
    </section>
  );
}
