import type { ErrorCode } from '../../domain/errors';
import type { WayOn } from './app-state';

/** What a user can do about each failure, besides dismissing it. */
export const WAYS_ON: Readonly<Record<ErrorCode, readonly WayOn[]>> = {
  'camera-denied': ['retry', 'demo'],
  'camera-missing': ['retry', 'other-source', 'demo'],
  'camera-busy': ['retry', 'other-source', 'demo'],
  'camera-ended': ['retry', 'other-source', 'demo'],
  'capture-denied': ['retry', 'demo'],
  'capture-ended': ['retry', 'demo'],
  'file-unsupported': ['open-file', 'demo'],
  'file-corrupt': ['open-file', 'demo'],
  'file-too-large': ['open-file', 'demo'],
  'file-version': ['other-source'],
  'file-empty': ['open-file', 'demo'],
  'video-corrupt': ['open-file', 'demo'],
  'video-ended': ['retry', 'open-file', 'demo'],
  'webgpu-missing': [],
  'webgpu-lost': ['restart'],
  'backend-missing': ['restart'],
  'model-missing': ['restart'],
  'model-invalid': ['restart'],
  'model-corrupt': ['restart'],
  'model-failed': ['restart'],
  'worker-crashed': ['restart'],
  'storage-full': [],
  'settings-invalid': [],
  'shader-invalid': ['restart'],
  'snapshot-failed': [],
  'export-failed': [],
};
