import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot, SnapshotParts } from '../../domain/case';
import type { OtherPicture } from '../../domain/picture';
import { snapshotFileName } from '../../export/file-name';
import { saveFile } from '../files';
import { Fact } from '../panel/section';
import { useCaseSession } from '../reticle-context';
import { clock } from '../view/playback-bar';
import { KeptField } from './kept-field';

interface Props {
  readonly snapshot: Snapshot;
  /** Null until they are read. */
  readonly parts: SnapshotParts | null;
  /** After the notes. */
  readonly children?: ReactNode;
}

/** How a snapshot came about, the user's notes, and what can be done with it. */
export function SnapshotFacts({ snapshot, parts, children }: Props) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const save = (blob: Blob) =>
    saveFile(
      blob,
      snapshotFileName({
        capturedAt: Date.parse(snapshot.capturedAt),
        objective: snapshot.calibration?.objective ?? null,
        label: `snapshot-${snapshot.number}`,
      }),
    );
  return (
    <section className="viewer-side" aria-label={t('capture.viewer.facts.title')}>
      <Provenance snapshot={snapshot} />
      <KeptField
        key={snapshot.id}
        label={t('capture.viewer.notes')}
        stored={snapshot.notes}
        keep={(notes) => cases.updateSnapshot(snapshot.id, { notes })}
        maxLength={20_000}
        rows={4}
      />
      {children}
      <div className="viewer-ways">
        <button
          type="button"
          className="button"
          disabled={!parts}
          onClick={() => parts && save(parts.overlay)}
        >
          {t('capture.viewer.save')}
        </button>
        <button type="button" className="button" disabled={!parts} onClick={() => parts && save(parts.frame)}>
          {t('capture.viewer.saveBare')}
        </button>
        <button type="button" className="button" onClick={() => void cases.remove(snapshot)}>
          {t('capture.viewer.delete')}
        </button>
      </div>
    </section>
  );
}

/** 0:12; 5:03. */
const ageOf = (seconds: number) => clock(Math.round(seconds));

type KnownQuality =
  | 'assessed'
  | 'no-tissue'
  | 'out-of-focus'
  | 'over-exposed'
  | 'blown-out'
  | 'under-exposed'
  | 'ink'
  | 'motion-blur'
  | 'unfamiliar-tissue'
  | OtherPicture
  | 'looking';

function Provenance({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { calibration, stage, models, quality } = snapshot;
  const shares = Object.entries(quality)
    .sort(([, a], [, b]) => b - a)
    .map(
      ([name, share]) =>
        `${t(`capture.viewer.quality.${name as KnownQuality}`)} ${Math.round(share * 100)} %`,
    );
  return (
    <>
      <dl className="facts">
        <Fact
          name={t('capture.viewer.facts.captured')}
          value={new Date(snapshot.capturedAt).toLocaleString('sv')}
        />
        <Fact name={t('capture.viewer.facts.source')} value={snapshot.source} />
        {snapshot.fromReplay && <Fact name={t('replay.fact')} value={t('replay.factValue')} />}
        {snapshot.held && (
          <Fact
            name={t('capture.viewer.facts.picture')}
            value={t(`capture.viewer.held.${snapshot.held.reason}`, { age: ageOf(snapshot.held.ageSeconds) })}
          />
        )}
        <Fact name={t('capture.viewer.facts.size')} value={`${snapshot.width} × ${snapshot.height} px`} />
        <Fact
          name={t('capture.viewer.facts.scale')}
          value={
            calibration
              ? `${calibration.umPerPx.toFixed(4)} µm/px (${calibration.basis})`
              : t('capture.viewer.facts.notCalibrated')
          }
        />
        {calibration?.objective && (
          <Fact name={t('capture.viewer.facts.objective')} value={`${calibration.objective}x`} />
        )}
        <Fact
          name={t('capture.viewer.facts.light')}
          value={t(`capture.viewer.facts.${snapshot.flatField ? 'corrected' : 'asItCame'}`)}
        />
        <Fact
          name={t('capture.viewer.facts.stage')}
          value={
            stage
              ? `${Math.round(stage.x) + 0}, ${Math.round(stage.y) + 0} µm`
              : t('capture.viewer.facts.noPlace')
          }
        />
        <Fact name={t('capture.viewer.facts.quality')} value={shares.join(', ')} />
      </dl>
      {models.length === 0 && <p className="hint">{t('capture.viewer.facts.noModel')}</p>}
      {models.map((model) => (
        <p key={model.id} className="fact-block">
          <strong>{`${model.name} ${model.version}`}</strong>
          {model.classes.map(({ id, name, threshold }) => (
            <span key={id}>
              {t('capture.viewer.facts.threshold', {
                name,
                threshold: threshold.toFixed(3),
                point: model.operatingPoint,
              })}
            </span>
          ))}
          <span title={model.hash}>
            {t('capture.viewer.facts.weights', { hash: model.hash.slice(0, 12) })}
          </span>
        </p>
      ))}
      <p className="hint">{t('capture.viewer.facts.version', { version: snapshot.appVersion })}</p>
    </>
  );
}
