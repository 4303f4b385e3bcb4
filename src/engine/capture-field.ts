import type { HeldReason, Snapshot, SnapshotModel } from '../domain/case';
import type { ErrorReport } from '../domain/errors';
import { fieldOfView } from '../domain/geometry';
import { CELL_NOT_ASSESSED, CELL_UNKNOWN, contourColour } from '../domain/overlay';
import type { SlideName } from '../domain/slide';
import { heldText } from '../export/held-picture';
import { assessFor } from '../optics/assess-for';
import { windowIndex } from '../slide-map/cell-window';
import type { CaptureEncoder } from './encode-client';
import { type CapturedField, type FieldPipeline, placementOf, type SceneRequest } from './field-pipeline';
import type { ActiveModel } from './inference/active-model';
import type { EngineSettings, SnapshotResult } from './port';
import { calibrationBasis, type FrameFacts, isEnabled, modelsInUse, pictureProvenance } from './provenance';
import { scaleFits } from './scale-gate';

/** The state of the engine at the moment of a capture. */
export interface CaptureMoment {
  readonly pipeline: Pick<FieldPipeline, 'capture'>;
  readonly scene: SceneRequest;
  readonly active: readonly ActiveModel[];
  readonly settings: EngineSettings;
  readonly frame: FrameFacts;
  readonly source: string;
  readonly slide: SlideName | null;
  /** Why the picture is not the live one; left out: it is. */
  readonly held?: HeldReason | null;
}

/**
 * A frozen field: pictures, probability maps, place, quality and provenance, all of the same frame.
 * What is read is recorded before the first await; the pictures are encoded on another thread.
 * @throws ReticleError 'snapshot-failed'
 */
export async function captureField(
  moment: CaptureMoment,
  caption: readonly string[],
  encoder: Pick<CaptureEncoder, 'encode'>,
): Promise<SnapshotResult> {
  const { pipeline, scene, active, settings, frame, source, slide } = moment;
  // Not the clock of the page, which may stand still while the computer sleeps.
  const asked = Date.now();
  const reading = pipeline.capture(scene);
  const cells = active
    .filter(({ model }) => isEnabled(settings, model.manifest.id))
    .map((each) => readCells(each, scene.island));
  const models = modelsInUse(active, settings);
  const field = await reading;
  const { size, umPerPx, tracked, capturedAt } = field;
  // The frame that was read back may be older than what the engine heard of last.
  const facts: FrameFacts = { ...frame, size, umPerPx, capturedAt };
  const basis = calibrationBasis(facts, settings);
  const held = moment.held
    ? { reason: moment.held, ageSeconds: Math.max(0, (asked - capturedAt) / 1000) }
    : undefined;
  const heldLine = heldText({ held });
  const measured = basis === 'known' ? null : settings.calibration;
  const encoding = encoder.encode({
    bare: field.bare,
    overlay: field.overlay,
    umPerPx,
    caption: heldLine === null ? caption : [...caption, `This is ${heldLine}.`],
    provenance: { ...pictureProvenance(facts, settings, { source, slide }, models), ...(held && { held }) },
  });
  const [maps, pictures] = await Promise.all([Promise.all(cells.map((read) => read(field))), encoding]);
  const known = maps.flatMap((map) => (map ? [map] : []));
  const placed = placementOf(tracked);
  return {
    width: size.width,
    height: size.height,
    umPerPx,
    capturedAt,
    thumbnail: pictures.thumbnail,
    parts: {
      frame: pictures.frame,
      overlay: pictures.overlay,
      maps: new Map(known.map(({ id, values }) => [id, values])),
    },
    facts: {
      capturedAt: new Date(capturedAt).toISOString(),
      source: source.slice(0, 300),
      ...(slide && { slide }),
      ...(held && { held }),
      width: size.width,
      height: size.height,
      calibration:
        umPerPx === null || basis === 'none'
          ? null
          : {
              umPerPx,
              uncertaintyUmPerPx: measured?.uncertaintyUmPerPx ?? null,
              basis,
              objective: frame.objective,
              profile: measured?.profile ?? null,
            },
      flatField: settings.flatField !== null,
      stage:
        tracked && placed
          ? { ...placed.centre, island: tracked.island, confidence: Math.min(1, tracked.confidence) }
          : null,
      quality: qualityShares(field, active),
      models: known.map(({ describe }) => {
        const used = models.find(({ id }) => id === describe.id);
        return { ...describe, operatingPoint: used?.operatingPoint ?? 'custom' };
      }),
      appVersion: __VERSION__,
    },
  };

  function readCells(
    { model: { manifest, hash }, cells: window, store }: ActiveModel,
    island: number | null,
  ) {
    const extent = window.extent;
    const reads = Promise.all(manifest.classes.map((_, i) => store.read(i)));
    // Nobody awaits them where the picture fails first; what fails in them is heard where they are awaited.
    reads.catch(() => undefined);
    return async (captured: CapturedField) => {
      const planes = await reads;
      const placement = placementOf(captured.tracked);
      // Without a place there is no map: never one in the wrong spot.
      if (!placement) return null;
      const { cellUm } = manifest;
      const view = fieldOfView(captured.size, placement);
      const column = Math.floor(view.x / cellUm);
      const row = Math.floor(view.y / cellUm);
      const columns = Math.ceil((view.x + view.width) / cellUm) - column;
      const rows = Math.ceil((view.y + view.height) / cellUm) - row;
      // What the screen hatches is not assessed in the map either.
      const refused = scene.hatchAll || !scaleFits(manifest, placement.umPerPx, frame.objective);
      const elsewhere = island !== null && captured.tracked?.island !== island;
      const values = new Float32Array(columns * rows * planes.length);
      for (let at = 0, y = row; y < row + rows; y++)
        for (let x = column; x < column + columns; x++)
          for (const plane of planes) {
            const kept =
              extent !== null &&
              x >= extent.column &&
              y >= extent.row &&
              x < extent.column + extent.width &&
              y < extent.row + extent.height;
            if (refused) values[at++] = CELL_NOT_ASSESSED;
            else
              values[at++] = kept && !elsewhere ? (plane[windowIndex(x, y)] ?? CELL_UNKNOWN) : CELL_UNKNOWN;
          }
      const describe: Omit<SnapshotModel, 'operatingPoint'> = {
        id: manifest.id,
        version: manifest.version,
        name: manifest.name,
        hash,
        classes: manifest.classes.map(({ id, name }) => ({
          id,
          name,
          threshold: thresholdOf(manifest.id, id),
          colour: [...colourOf(manifest.id, id)],
        })),
        cellUm,
        map: { columns, rows, origin: { x: column * cellUm, y: row * cellUm } },
      };
      return { id: manifest.id, values, describe };
    };
  }

  function thresholdOf(modelId: string, classId: string): number {
    const layers = settings.layers.filter((layer) => layer.modelId === modelId);
    return (layers.find((layer) => layer.classId === classId) ?? layers[0])?.threshold ?? 0.5;
  }

  function colourOf(modelId: string, classId: string): readonly [number, number, number] {
    const all = active.flatMap(({ model }) =>
      model.manifest.classes.map(({ id }) => `${model.manifest.id}/${id}`),
    );
    return contourColour(Math.max(0, all.indexOf(`${modelId}/${classId}`)));
  }
}

/** Shares of the field's regions by assessment, 0..1. */
function qualityShares({ quality }: CapturedField, active: readonly ActiveModel[]): Snapshot['quality'] {
  const all = active.map(({ model }) => model.manifest);
  const { regions } = assessFor(quality, null, all);
  const shares: Record<string, number> = {};
  for (const region of regions) shares[region] = (shares[region] ?? 0) + 1 / regions.length;
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Math.min(1, share)]));
}

export const CAPTURE_FAILED: ErrorReport = {
  code: 'snapshot-failed',
  message: 'The snapshot could not be made.',
  remedy: 'Try again; if it fails again, restart the engine.',
};
