/** Share of the quota from which the user is warned, 0..1. */
export const WARNING_SHARE = 0.8;

export interface StorageUsage {
  /** Bytes used by this page; null where the browser does not tell. */
  readonly bytes: number | null;
  /** Bytes granted. */
  readonly quota: number | null;
  /** 0..1 */
  readonly share: number | null;
  readonly nearlyFull: boolean;
  /** True when the browser has promised not to clear it under disk pressure. */
  readonly persistent: boolean;
}

/** What the browser says of this page's storage. Never throws: a browser that does not tell is no fault. */
export async function storageUsage(manager: Partial<StorageManager> | undefined): Promise<StorageUsage> {
  const [estimate, persistent] = await Promise.all([
    manager?.estimate?.().catch(() => null) ?? null,
    manager?.persisted?.().catch(() => false) ?? false,
  ]);
  const bytes = estimate?.usage ?? null;
  const quota = estimate?.quota ?? null;
  const share = bytes !== null && quota !== null && quota > 0 ? Math.min(1, bytes / quota) : null;
  return { bytes, quota, share, nearlyFull: share !== null && share >= WARNING_SHARE, persistent };
}

/** Asks the browser to keep the storage under disk pressure; granted or not, capture goes on. */
export async function askToPersist(manager: Partial<StorageManager> | undefined): Promise<boolean> {
  return (await manager?.persist?.().catch(() => false)) ?? false;
}
