import { hasClip } from '../jobs/due';
import { BadInput, Fields } from './fields';
import type { Tool } from './tool';
import { jobOf } from './waitTool';

const fields = ['job', 'index', 'folder', 'document'] as const;

/** Copies a clip into the workspace. */
export const placeTool: Tool = {
  description:
    'Copies the clip of a finished job, and its poster if there is one, into the workspace, never over another file, and returns the path and the markup to write into a document. Calling it again returns the same file.',
  schema: {
    type: 'object',
    properties: {
      job: { type: 'string', description: 'Key of the job.' },
      index: { type: 'integer', minimum: 0, description: 'Which clip, if the job made several; 0 if absent.' },
      folder: { type: 'string', description: "Folder in the workspace; the user's own setting if absent." },
      document: { type: 'string', description: 'Path of the document that the markup is for.' },
    },
    required: ['job'],
    additionalProperties: false,
  },
  async run(input, { ports }) {
    const read = new Fields(input, fields);
    const job = jobOf(ports, read.required('job', 200));
    const index = read.number('index', [0, 1000], { whole: true }) ?? 0;
    if (!hasClip(job)) throw new BadInput('This job has no clip on the disk. Call videojobs_wait first.');
    if (!job.media.some((one) => one.variant === 'video' && one.index === index)) {
      throw new BadInput(`This job has no clip ${index}.`);
    }
    const folder = read.text('folder', 1000);
    const document = read.text('document', 2000);
    return ports.place(job, index, {
      ...(folder !== undefined && { folder }),
      ...(document !== undefined && { document }),
    });
  },
};
