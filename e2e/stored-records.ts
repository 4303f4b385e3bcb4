import type { Page } from '@playwright/test';

/** Records of one object store of the cases' database on the disk, read without the store's own code. */
export function storedRecords<T>(page: Page, name: string): Promise<T[]> {
  return page.evaluate(
    (store) =>
      new Promise<T[]>((resolve, reject) => {
        const opening = indexedDB.open('reticle-cases');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains(store)) {
            database.close();
            resolve([]);
            return;
          }
          const all = database.transaction(store).objectStore(store).getAll();
          all.onsuccess = () => {
            database.close();
            resolve(all.result);
          };
        };
      }),
    name,
  );
}
