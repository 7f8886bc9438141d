/** Commands of the public contract; stable from the first release. */
export const contractCommands = [
  'create',
  'remix',
  'edit',
  'extend',
  'import',
  'refresh',
  'preview',
  'download',
  'delete',
  'stopWatching',
  'resumeWatching',
  'copyId',
  'copyAs',
  'showDetails',
  'addProvider',
  'editProvider',
  'removeProvider',
  'setApiKey',
  'clearApiKey',
  'testProvider',
  'trySandbox',
  'openLibrary',
  'showLog',
] as const;

/** Commands of the view and the panel; may change. */
export const viewCommands = [
  'createAgain',
  'lookAgain',
  'cancelDownload',
  'openExternal',
  'openInEditor',
  'insert',
  'exportGallery',
  'reveal',
  'saveAs',
  'manageLibrary',
  'copyPrompt',
  'copyPath',
  'copyReport',
  'resolveUncertain',
  'loadMore',
  'filter',
  'clearFilter',
  'groupBy',
  'showActive',
  'rebuildList',
  'startNewList',
] as const;

export type CommandName = (typeof contractCommands)[number] | (typeof viewCommands)[number];
export const commandId = (name: CommandName): string => `videoJobs.${name}`;
