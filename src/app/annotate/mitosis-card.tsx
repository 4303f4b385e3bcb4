import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { fieldOfView } from '../../domain/geometry';
import {
  areaOf,
  type CountingFrame,
  countIn,
  countingFrameOf,
  fieldAgainst,
  seenShare,
  squareAround,
} from '../../measure/counting';
import { useAnnotationSession, useAppState, useEngine } from '../reticle-context';
import { frameHere, MITOSIS } from './count-mitoses';
import { digits } from './measure-label';
import type { Placement } from './placement';
import { useAnnotations } from './use-annotations';

/** How often is asked how much of the frame was seen, ms. */
const ASK_MS = 1000;
/** Side of a square of the map that counts as seen or not, um; never more than so many across. */
const SQUARE_UM = 16;
const MOST_SQUARES = 160;

/** The running count, on the picture, while mitoses are counted. */
export function MitosisCard() {
  const session = useAnnotationSession();
  const open = useAppState((state) => state.source.phase === 'open');
  const counting = useStore(
    session.drawing.view,
    ({ open, tool, classId }) => open && tool === 'points' && classId === MITOSIS,
  );
  return open && counting ? <Count /> : null;
}

function Count() {
  const { t } = useTranslation();
  const session = useAnnotationSession();
  const { annotations } = useAnnotations(session);
  const areaMm2 = areaOf(useAppState((state) => state.preferences.page.counting));
  const placement = usePlacement();
  const frame = placement && countingFrameOf(annotations, { classId: MITOSIS, island: placement.island });
  return (
    <section className="mitosis-card" aria-label={t('annotate.counting.label')} data-testid="mitosis-card">
      {!placement && <p role="status">{t('annotate.counting.noPlace')}</p>}
      {placement && !frame && <p role="status">{t('annotate.counting.noFrame')}</p>}
      {placement && frame && <Running frame={frame} placement={placement} />}
      <p className="row">
        <button
          type="button"
          className="button"
          aria-disabled={!placement}
          onClick={() => frameHere(session, areaMm2)}
        >
          {t('annotate.counting.here')}
        </button>
        <button type="button" className="button" onClick={() => session.drawing.toggle()}>
          {t('annotate.counting.done')}
        </button>
      </p>
    </section>
  );
}

function Running({ frame, placement }: { readonly frame: CountingFrame; readonly placement: Placement }) {
  const { t } = useTranslation();
  const { annotations } = useAnnotations(useAnnotationSession());
  const seen = useSeenShare(frame);
  const { inside, outside } = countIn(frame, annotations);
  const all = frame.shape.areaMm2;
  const where = fieldAgainst(frame, fieldOfView(placement, placement));
  return (
    <>
      <p className="mitosis-count" role="status">
        {t('annotate.counting.count', { count: inside, seen: digits(seen * all), all: digits(all) })}
      </p>
      <p className="mitosis-where" data-where={where}>
        {t(`annotate.counting.where.${where}`)}
        {outside > 0 && ` ${t('annotate.counting.outside', { count: outside })}`}
      </p>
    </>
  );
}

/** Where the field lies, a few times a second at most. */
function usePlacement(): Placement | null {
  const session = useAnnotationSession();
  const [placement, setPlacement] = useState(session.placement);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onPlacement(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setPlacement(session.placement);
      }, 200);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session]);
  return placement;
}

/** Share of a frame that was seen in focus, 0..1. */
function useSeenShare(frame: CountingFrame): number {
  const engine = useEngine();
  const [share, setShare] = useState(0);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let revision: number | null = null;
    const around = squareAround(frame);
    const umPerPx = Math.max(SQUARE_UM, around.width / MOST_SQUARES);
    const side = Math.ceil(around.width / umPerPx);
    const view = {
      ...{ island: frame.island, origin: { x: around.x, y: around.y }, umPerPx },
      ...{ width: side, height: side, layer: null },
    };
    const ask = async () => {
      const answer = document.hidden ? null : await engine.client?.map(view, revision).catch(() => null);
      if (gone) return;
      if (answer?.picture) setShare(seenShare(frame, answer.picture));
      if (answer) revision = answer.state.revision;
      timer = setTimeout(() => void ask(), ASK_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [engine, frame]);
  return share;
}
