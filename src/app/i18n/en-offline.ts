/** Texts about use without a network and newer versions, in English. */
export const enOffline = {
  title: 'Without a network',
  state: {
    off: 'This build keeps no files: it needs its server.',
    'being-kept': 'The program’s files are being kept in this browser.',
    kept: 'Reticle starts in this browser without a network or its server.',
    refused: 'This browser does not let Reticle keep its files. It needs its server to start.',
  },
  newer: 'A newer version of Reticle is ready.',
  newerText:
    'Reload to use it, or go on: it is used the next time that Reticle is opened. What you captured stays.',
  otherTabs: 'Reticle is open in another tab. Close the other tabs first: they still use the version before.',
  replaced:
    'Another tab has changed to it. Reload this one when it suits you: parts of it may be missing until then.',
  update: 'Reload',
} as const;
