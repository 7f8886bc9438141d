/** Id of the jobs view in the manifest. */
export const viewId = 'videoJobs.jobs';

/** Webview panel types in the manifest, which VS Code restores after a reload. */
export const panelTypes = { preview: 'videoJobs.preview', comparisons: 'videoJobs.compare' } as const;

/** URI schemes of read-only documents. */
export const schemes = {
  details: 'videojobs',
  requests: 'videojobs-request',
  costs: 'videojobs-costs',
  diagnoses: 'videojobs-diagnosis',
} as const;
export type DocumentScheme = (typeof schemes)[keyof typeof schemes];
