import { type Devices, STRAIGHT } from '../../domain/devices';
import { DAYLIGHT_KELVIN, LOWEST_KELVIN } from './lamp-colour';
import type { Simulator } from './simulator';

/** Furthest that the focus is offered to go from the tissue, um. */
const FOCUS_RANGE_UM = 50;

/** Stage, turret, light and focus of a simulated microscope. Its camera looks along the axes of the stage. */
export function simulatedDevices(simulator: Simulator): Devices {
  const { extentUm, objectives } = simulator;
  const subscribe = (listener: () => void) => simulator.subscribe(() => listener());
  return {
    stage: {
      subscribe,
      limits: { x: 0, y: 0, ...extentUm },
      position: () => simulator.state().stage,
      moveBy: (dx, dy) => simulator.moveBy(dx, dy),
      moveTo: (stage) => simulator.set({ stage }),
    },
    stageAlignment: STRAIGHT,
    turret: {
      subscribe,
      objectives,
      objective: () => simulator.state().objective,
      select: (objective) => simulator.set({ objective }),
    },
    light: {
      subscribe,
      brightness: () => simulator.state().lamp,
      setBrightness: (lamp) => simulator.set({ lamp }),
      temperature: {
        min: LOWEST_KELVIN,
        max: DAYLIGHT_KELVIN,
        value: () => simulator.state().lampKelvin,
        set: (lampKelvin) => simulator.set({ lampKelvin }),
      },
    },
    focus: {
      subscribe,
      rangeUm: FOCUS_RANGE_UM,
      offset: () => simulator.state().focusUm,
      moveTo: (focusUm) => simulator.set({ focusUm }),
    },
  };
}
