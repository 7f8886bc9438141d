import type { Provider } from '../../provider';

/**
 * A server that is described in the settings alone: Leonardo, from docs.leonardo.ai ("Kling 2.6" and "Get a Single
 * Generation"). Images have to be uploaded there first, so it takes none here.
 */
export const exampleProvider: Provider = {
  id: 'leonardo',
  label: 'Leonardo',
  type: 'custom',
  baseUrl: 'https://cloud.leonardo.ai/api/rest',
  model: 'kling-2.6',
  overrides: {
    create: {
      method: 'POST',
      path: '/v2/generations',
      body: {
        model: '{model}',
        public: false,
        parameters: { prompt: '{prompt}', duration: '{seconds}', width: '{width}', height: '{height}' },
      },
    },
    extraAt: 'parameters',
    get: { method: 'GET', path: '/v1/generations/{id}' },
    delete: { method: 'DELETE', path: '/v1/generations/{id}' },
    probe: { method: 'GET', path: '/v1/me', proves: true },
    answer: {
      id: ['generate.generationId', 'generations_by_pk.id'],
      status: 'generations_by_pk.status',
      address: 'generations_by_pk.generated_images.0.motionMP4URL',
    },
    statuses: { PENDING: 'in_progress', COMPLETE: 'completed', FAILED: 'failed' },
    models: [{ id: 'kling-2.6', sizes: ['1920x1080', '1440x1440', '1080x1920'], seconds: [5, 10] }],
  },
};
