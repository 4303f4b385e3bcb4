import type { Preferences } from './preferences';
import type { CameraEntry } from './slices/source-slice';

type Cameras = Preferences['cameras'];

/**
 * Cameras of one make have one label, and what was measured through one of them is not true of another. Each gets a
 * name of its own: its label where it is the only one, a number behind it where there are more. Names are remembered
 * by device. A device of which nothing is known is taken for the one that is gone only while no two of its make were
 * ever seen: browsers give devices new ids.
 * @param connected with their labels; devices without one, as before the user has allowed a camera, get no name
 * @returns what is to be remembered; null: nothing new
 */
export function nameCameras(connected: readonly CameraEntry[], remembered: Cameras): Cameras | null {
  let cameras = remembered;
  for (const [label, ids] of byLabel(connected)) {
    const fresh = ids.filter((id) => cameras[id]?.name === undefined);
    if (fresh.length === 0) continue;
    const holders = Object.keys(cameras).filter((id) => isNameOf(label, cameras[id]?.name));
    const [holder] = holders;
    const [only] = fresh;
    if (ids.length === 1 && only !== undefined && holders.length <= 1) {
      const name = (holder !== undefined && cameras[holder]?.name) || label;
      if (holder !== undefined) cameras = withName(cameras, holder, undefined);
      cameras = withName(cameras, only, name);
      continue;
    }
    const taken = new Set(holders.map((id) => cameras[id]?.name));
    for (const id of fresh) {
      // Where several come at once nobody can say which of them was the one so far: none has the plain label.
      let number = holders.length === 0 ? 1 : 2;
      while (taken.has(numbered(label, number))) number++;
      taken.add(numbered(label, number));
      cameras = withName(cameras, id, numbered(label, number));
    }
  }
  return cameras === remembered ? null : cameras;
}

function byLabel(connected: readonly CameraEntry[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { deviceId, label } of connected)
    if (deviceId !== '' && label !== '') {
      const ids = groups.get(shortened(label)) ?? [];
      if (!ids.includes(deviceId)) ids.push(deviceId);
      groups.set(shortened(label), ids);
    }
  return groups;
}

/** As profiles hold it, with room for a number. */
const shortened = (label: string) => label.slice(0, 190);
const numbered = (label: string, number: number) => `${label} (${number})`;
const isNameOf = (label: string, name: string | undefined) =>
  name === label || (name?.startsWith(`${label} (`) === true && /^ \(\d+\)$/.test(name.slice(label.length)));

function withName(cameras: Cameras, id: string, name: string | undefined): Cameras {
  const { name: _, ...rest } = cameras[id] ?? {};
  return { ...cameras, [id]: name === undefined ? rest : { ...rest, name } };
}
