import { expect, test, vi } from 'vitest';
import { ReticleError } from '../../domain/errors';
import { listCameras, openCamera } from './camera';
import { cameraControls, usualResolutions } from './camera-controls';

const failing = (name: string): MediaDevices =>
  ({
    getUserMedia: () => Promise.reject(new DOMException('told by the browser', name)),
    enumerateDevices: () => Promise.reject(new DOMException('told by the browser', name)),
  }) as unknown as MediaDevices;

const thrown = async (promise: Promise<unknown>): Promise<ReticleError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ReticleError)) throw new Error(`no ReticleError but ${String(error)}`);
  return error;
};

test.each([
  ['NotAllowedError', 'camera-denied', /allow/i],
  ['SecurityError', 'camera-denied', /allow/i],
  ['NotFoundError', 'camera-missing', /plug in/i],
  ['NotReadableError', 'camera-busy', /close other programs/i],
  ['AbortError', 'camera-busy', /close other programs/i],
  ['OverconstrainedError', 'camera-missing', /another camera or resolution/i],
  ['SomethingNewError', 'camera-busy', /unplug/i],
])('%s of the browser is %s', async (name, code, remedy) => {
  const error = await thrown(openCamera({}, failing(name)));
  expect(error.code).toBe(code);
  expect(error.remedy).toMatch(remedy);
  expect(error.cause).toMatchObject({ name });
});

test('a page that is not secure says what to do', async () => {
  expect(await thrown(openCamera({}, {} as MediaDevices))).toMatchObject({ code: 'camera-denied' });
  expect((await thrown(listCameras({} as MediaDevices))).remedy).toContain('https');
});

test('the remembered device is asked for by id, the sensor’s own px are preferred', async () => {
  const getUserMedia = vi.fn().mockRejectedValue(new DOMException('', 'NotFoundError'));
  const media = { getUserMedia } as unknown as MediaDevices;
  await thrown(openCamera({ deviceId: 'abc', resolution: { width: 1600, height: 1200 } }, media));
  expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({
    audio: false,
    video: {
      deviceId: { exact: 'abc' },
      width: { ideal: 1600 },
      height: { ideal: 1200 },
      resizeMode: { ideal: 'none' },
    },
  });
  await thrown(openCamera({}, media));
  expect(getUserMedia.mock.lastCall?.[0].video.deviceId).toBeUndefined();
});

test.each<[string, readonly (readonly [string, string])[], string]>([
  [
    'its own id',
    [
      ['abc', 'Camera A'],
      ['x', 'Camera B'],
    ],
    'abc',
  ],
  [
    'the one of its name, which has another id now',
    [
      ['new', 'Camera A'],
      ['x', 'Camera B'],
    ],
    'new',
  ],
  ['the only one there is', [['x', 'Camera B']], 'x'],
  [
    'not one of two of its name',
    [
      ['x', 'Camera A'],
      ['y', 'Camera A'],
    ],
    'abc',
  ],
  [
    'not one of several others',
    [
      ['x', 'Camera B'],
      ['y', 'Camera C'],
    ],
    'abc',
  ],
  ['before permission: the id that is remembered', [['', '']], 'abc'],
])('a remembered camera is opened as %s', async (_, cameras, expected) => {
  const getUserMedia = vi.fn().mockRejectedValue(new DOMException('', 'NotFoundError'));
  const listed = cameras.map(([deviceId, label]) => ({ kind: 'videoinput', deviceId, label }));
  const media = { getUserMedia, enumerateDevices: async () => listed } as unknown as MediaDevices;
  await thrown(openCamera({ deviceId: 'abc', label: 'Camera A' }, media));
  expect(getUserMedia.mock.lastCall?.[0].video.deviceId).toEqual({ exact: expected });
});

test('only cameras are listed', async () => {
  const devices = [
    { kind: 'audioinput', deviceId: 'm', label: 'Microphone', groupId: '' },
    { kind: 'videoinput', deviceId: 'c', label: 'Microscope camera', groupId: '' },
  ];
  const media = { enumerateDevices: () => Promise.resolve(devices) } as unknown as MediaDevices;
  expect(await listCameras(media)).toEqual([{ deviceId: 'c', label: 'Microscope camera' }]);
});

test('resolutions: the usual ones that fit, and the largest', () => {
  expect(
    usualResolutions(
      { width: { min: 1, max: 2592 }, height: { min: 1, max: 1944 } },
      { width: 2592, height: 1944 },
    ).map(({ width, height }) => `${width}x${height}`),
  ).toEqual([
    '640x480',
    '1024x768',
    '1280x720',
    '1280x960',
    '1600x1200',
    '1920x1080',
    '2048x1536',
    '2560x1440',
    '2592x1944',
  ]);
  // Safari and Firefox tell little: at least what is running.
  expect(usualResolutions({}, { width: 800, height: 600 })).toEqual([
    { width: 640, height: 480 },
    { width: 800, height: 600 },
  ]);
});

function fakeTrack() {
  const settings: Record<string, unknown> = {
    width: 1280,
    height: 720,
    exposureTime: 100,
    exposureMode: 'continuous',
    whiteBalanceMode: 'manual',
    zoom: 1,
  };
  const applyConstraints = vi.fn(async (constraints: { advanced?: Record<string, unknown>[] }) => {
    for (const part of constraints.advanced ?? []) Object.assign(settings, part);
  });
  const track = {
    label: 'Microscope camera',
    getSettings: () => settings,
    getCapabilities: () => ({
      width: { min: 1, max: 1280 },
      height: { min: 1, max: 720 },
      exposureTime: { min: 1, max: 1000, step: 1 },
      exposureMode: ['continuous', 'manual'],
      whiteBalanceMode: ['manual'],
      zoom: { min: 1, max: 1, step: 1 },
      iso: { min: 100 },
    }),
    getConstraints: () => ({ width: { ideal: 1280 } }),
    applyConstraints,
  };
  return { track: track as unknown as MediaStreamTrack, applyConstraints };
}

test('controls and modes are those that the track can really change', () => {
  const controls = cameraControls(fakeTrack().track);
  expect(controls.controls()).toEqual([{ name: 'exposureTime', min: 1, max: 1000, step: 1, value: 100 }]);
  expect(controls.modes()).toEqual([
    { name: 'exposureMode', options: ['continuous', 'manual'], value: 'continuous' },
  ]);
});

test('setting a value makes its mode manual and stays within the limits', async () => {
  const { track, applyConstraints } = fakeTrack();
  const controls = cameraControls(track);
  await controls.setControl('exposureTime', 5000);
  expect(applyConstraints).toHaveBeenCalledWith({
    width: { ideal: 1280 },
    advanced: [{ exposureMode: 'manual', exposureTime: 1000 }],
  });
  expect(controls.controls()[0]?.value).toBe(1000);
  await controls.setMode('exposureMode', 'continuous');
  expect(controls.modes()[0]?.value).toBe('continuous');
});

test('a refusal names the camera and the value', async () => {
  const { track, applyConstraints } = fakeTrack();
  const controls = cameraControls(track);
  applyConstraints.mockRejectedValueOnce(new DOMException('', 'OverconstrainedError'));
  const refused = await thrown(controls.setControl('exposureTime', 10));
  expect(refused.code).toBe('settings-invalid');
  expect(refused.message).toBe('Microscope camera did not accept exposureTime 10.');
  expect((await thrown(controls.setControl('iso', 200))).message).toContain('does not offer iso 200');
  expect((await thrown(controls.setControl('exposureTime', Number.NaN))).message).toContain('NaN');
  expect((await thrown(controls.setMode('focusMode', 'manual'))).message).toContain('focusMode "manual"');
  expect(applyConstraints).toHaveBeenCalledTimes(1);
});
