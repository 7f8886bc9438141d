/** The view, as the manifest names it. */
export const viewId = 'videoJobs.jobs';

/** Types of tabs with a page, as the manifest names them: VS Code gives them back after a reload. */
export const panelTypes = { preview: 'videoJobs.preview', comparisons: 'videoJobs.compare' } as const;

/** Of the addresses of read-only documents. */
export const schemes = {
  details: 'videojobs',
  requests: 'videojobs-request',
  costs: 'videojobs-costs',
  diagnoses: 'videojobs-diagnosis',
} as const;
export type DocumentScheme = (typeof schemes)[keyof typeof schemes];
