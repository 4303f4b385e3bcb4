import { STRAIGHT, type StageAlignment, stageMove } from '../../domain/devices';
import type { PointUm } from '../../domain/geometry';
import type { ObjectiveSession } from '../objective/objective-session';
import type { AppStore } from '../state/store';
import type { DeviceRegistry } from './device-registry';

/** The lens in the light path, and stage, light and focus under it, as the user works them. */
export class OpticsSession {
  constructor(
    private readonly store: AppStore,
    private readonly devices: Pick<DeviceRegistry, 'current'>,
    private readonly objectiveChange: Pick<ObjectiveSession, 'chosen'>,
  ) {}

  setObjective(objective: number | null): void {
    if (this.objectiveChange.chosen(objective)) return;
    const { turret } = this.devices.current;
    if (!turret) this.store.patch({ objective, linkedUmPerPx: null });
    else if (objective !== null && turret.objectives.includes(objective)) turret.select(objective);
  }

  /** Objectives of the turret, in the order of the number keys; null where there is none. */
  objectives(): readonly number[] | null {
    return this.devices.current.turret?.objectives ?? null;
  }

  /** Moves the stage by a share of the field of view; along its own axes where its alignment is not known. */
  moveStage(columns: number, rows: number): void {
    const { frame } = this.store.state;
    if (!frame?.umPerPx) return;
    const { stageAlignment = STRAIGHT } = this.devices.current;
    const move = { x: columns * frame.width * frame.umPerPx, y: rows * frame.height * frame.umPerPx };
    this.#move(stageAlignment, move);
  }

  /** What moves the field by um on the slide; null where no stage can follow the picture. */
  fieldMover(): ((move: PointUm) => void) | null {
    const { stage, stageAlignment } = this.devices.current;
    return stage && stageAlignment ? (move) => this.#move(stageAlignment, move) : null;
  }

  /** To a position of the stage, um along its own axes. */
  moveStageTo(position: PointUm): void {
    this.devices.current.stage?.moveTo(position);
  }

  setFocus(offset: number): void {
    this.devices.current.focus?.moveTo(offset);
  }

  /** 1 is right, 0..2. */
  setBrightness(value: number): void {
    this.devices.current.light?.setBrightness(value);
  }

  /** K */
  setTemperature(kelvin: number): void {
    this.devices.current.light?.temperature?.set(kelvin);
  }

  #move(alignment: StageAlignment, move: PointUm): void {
    const { x, y } = stageMove(alignment, move);
    this.devices.current.stage?.moveBy(x, y);
  }
}
