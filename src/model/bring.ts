/** All that is needed to take in a model that the user brings; loaded when the first one comes. */
export { type CheckedModel, PackageChecker } from './check-package';
export { PARITY_TOLERANCE } from './engines/parity';
export type { DraftAnswers, ModelDraft } from './reading/draft';
export { PACKAGE_LIMITS, type PackageFiles } from './reading/package-files';
export { readPackage } from './reading/read-package';
export { writePackage } from './reading/write-package';
