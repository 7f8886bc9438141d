import { statSync } from 'node:fs';
import * as path from 'node:path';
import type { Capabilities } from '../../../../src/api/types';
import type { JobRecord, Media } from '../../../../src/jobs/job';
import type { ClipContext } from '../../../../src/ui/preview/clips';
import type { FileFacts } from '../../../../src/ui/preview/files';
import { everything } from '../../support/capabilities';

export const now = Date.UTC(2026, 4, 6, 12, 0, 0);

export { everything };

export const onlyVideo: Capabilities = {
  ...everything,
  remix: false,
  edit: false,
  extend: false,
  variants: ['video'],
  index: false,
};

/** A completed job, an hour old, nothing of it on disk. */
export function job(more: Partial<JobRecord> = {}): JobRecord {
  return {
    key: 'k1',
    provider: 'acme',
    id: 'video_123',
    status: 'completed',
    model: 'sora-2',
    prompt: 'A heron lifts off from a misty lake at dawn',
    seconds: 8,
    size: '1280x720',
    createdAt: now - 3_600_000,
    completedAt: now - 3_600_000 + 72_000,
    media: [],
    watching: false,
    origin: 'https://api.acme.test',
    mine: true,
    updatedAt: now,
    ...more,
  };
}

export const clip = (more: Partial<Media> = {}): Media => ({
  variant: 'video',
  index: 0,
  path: '/library/heron.mp4',
  bytes: 9_460_000,
  contentType: 'video/mp4',
  sha256: 'ab'.repeat(32),
  ...more,
});

/** A file as it is found on disk, looked at before; the page gets it under `/files/`. */
export function onDisk(file: string, more: Partial<FileFacts> = {}): FileFacts {
  const name = file.split('/').pop() ?? file;
  const bytes = statSync(fixture(name), { throwIfNoEntry: false })?.size ?? 9_460_000;
  return { url: `/files/${name}`, version: `version of ${name}`, clip: `state of ${name}`, bytes, ...more };
}

/** All `files` are on disk; the page gets them under `/files/`. */
export function context(files: string[] = [], more: Partial<ClipContext> = {}): ClipContext {
  return {
    provider: { label: 'Acme', known: true },
    can: everything,
    files: new Map(files.map((file) => [file, onDisk(file)])),
    now,
    ...more,
  };
}

export const fixture = (name: string): string => path.resolve('test/unit/webview/fixtures', name);
