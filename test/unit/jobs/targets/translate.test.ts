import assert from 'node:assert/strict';
import { capabilitiesOf } from '../../../../src/api/dialects';
import type { Provider } from '../../../../src/api/provider';
import type { ModelInfo } from '../../../../src/api/types';
import type { CreateRequest } from '../../../../src/jobs/requests';
import { type Change, type Target, translate } from '../../../../src/jobs/targets/translate';

const target = (type: string, models: ModelInfo[] = [], change: Partial<Provider> = {}): Target => {
  const provider: Provider = { id: type, type, baseUrl: `https://${type}.example`, model: 'm', ...change };
  return { provider, able: capabilitiesOf(provider), models };
};
const told = (limits: Partial<ModelInfo>): ModelInfo[] => [{ id: 'm', ...limits }];
const shapes = told({ resolutions: ['480p', '720p', '1080p'], aspectRatios: ['16:9', '9:16', '1:1'] });

type Row = [name: string, wish: Partial<CreateRequest>, target: Target, sent: Partial<CreateRequest>, Change[]];
const size = (from: string, to?: string): Change => ({ what: 'size', from, to });
const seconds = (from: number, to?: number): Change => ({ what: 'seconds', from, to });

const rows: Row[] = [
  ['a length that is there stays', { seconds: 8 }, target('openai', told({ seconds: [4, 8] })), { seconds: 8 }, []],
  [
    'a length becomes the nearest',
    { seconds: 11 },
    target('openai', told({ seconds: [4, 8, 12] })),
    { seconds: 12 },
    [seconds(11, 12)],
  ],
  ['of two lengths that are as near, the shorter', { seconds: 10 }, target('azure'), { seconds: 8 }, [seconds(10, 8)]],
  [
    'a part of a second is rounded where it must be',
    { seconds: 2.4 },
    target('xai'),
    { seconds: 2 },
    [seconds(2.4, 2)],
  ],
  ['and stays where it may', { seconds: 2.4 }, target('openai'), { seconds: 2.4 }, []],
  ['a length that nothing is known of stays', { seconds: 7 }, target('gemini'), { seconds: 7 }, []],

  [
    'pixels become resolution and shape',
    { size: '1280x720' },
    target('gemini'),
    { size: '720p 16:9' },
    [size('1280x720', '720p 16:9')],
  ],
  ['upright ones, too', { size: '720x1280' }, target('xai'), { size: '720p 9:16' }, [size('720x1280', '720p 9:16')]],
  [
    'a shape that is not there becomes the nearest, then the resolution',
    { size: '1792x1024' },
    target('gemini'),
    { size: '1080p 16:9' },
    [size('1792x1024', '1080p 16:9')],
  ],
  [
    'resolution and shape become pixels of the same shape',
    { size: '1080p 9:16' },
    target('azure'),
    { size: '720x1280' },
    [size('1080p 9:16', '720x1280')],
  ],
  [
    'the same shape comes before the same resolution',
    { size: '720x720' },
    target('openai', shapes),
    { size: '720p 1:1' },
    [size('720x720', '720p 1:1')],
  ],
  [
    'a resolution alone stays alone',
    { size: '4k' },
    target('openai', shapes),
    { size: '1080p' },
    [size('4k', '1080p')],
  ],
  ['a shape alone, too', { size: '5:4' }, target('openai', shapes), { size: '1:1' }, [size('5:4', '1:1')]],
  [
    'words become pixels where only pixels are taken',
    { size: '720p 16:9' },
    target('together'),
    { size: '1280x720' },
    [size('720p 16:9', '1280x720')],
  ],
  ['by the protocol, too', { size: '1080p' }, target('openai'), { size: '1920x1080' }, [size('1080p', '1920x1080')]],
  ['pixels stay where nothing is known', { size: '1792x1024' }, target('openai'), { size: '1792x1024' }, []],
  ['and where both ways are there', { size: '1280x720' }, target('unified'), { size: '1280x720' }, []],
  [
    'resolutions without shapes keep the shape',
    { size: '1792x1024' },
    target('unified'),
    { size: '1080p 16:9' },
    [size('1792x1024', '1080p 16:9')],
  ],
  ['words of one server alone are left out', { size: 'large' }, target('gemini'), {}, [size('large')]],

  [
    'an image file stays out where addresses are taken only',
    { reference: '/a.png' },
    target('openai', [], { overrides: { capabilities: { reference: ['url'] } } }),
    {},
    [{ what: 'image', from: '/a.png', takes: ['url'], gone: false }],
  ],
  [
    'an address where files are',
    { reference: 'https://i.example/a' },
    target('azure'),
    {},
    [{ what: 'image', from: 'https://i.example/a', takes: ['file'], gone: false }],
  ],
  [
    'any where the model starts from none',
    { reference: '/a.png' },
    target('openai', told({ frames: [] })),
    {},
    [{ what: 'image', from: '/a.png', takes: [], gone: false }],
  ],
  [
    'a file that is no more',
    { reference: '/gone.png' },
    target('openai'),
    {},
    [{ what: 'image', from: '/gone.png', takes: ['file', 'url'], gone: true }],
  ],
  ['an image that can go along does', { reference: '/a.png' }, target('gemini'), { reference: '/a.png' }, []],

  [
    'fields of another server stay out, but for those that the catalogue names',
    { extra: { seed: 7, style: 'film', cfg: 2 } },
    target('openrouter', told({ seed: true, parameters: ['cfg'] })),
    { extra: { seed: 7, cfg: 2 } },
    [{ what: 'extra', names: ['style'] }],
  ],
  [
    'a model of another server is chosen anew',
    { model: 'sora-2' },
    target('gemini'),
    {},
    [{ what: 'model', from: 'sora-2' }],
  ],
  ['unless the catalogue has it', { model: 'm' }, target('openrouter', told({})), { model: 'm' }, []],
];

describe('A request translated for a server', () => {
  const there = (file: string) => !file.includes('gone');
  for (const [name, wish, to, sent, changes] of rows) {
    it(name, () => {
      const found = translate({ prompt: 'A kite', ...wish }, to, there);
      assert.deepEqual(found.request, { prompt: 'A kite', provider: to.provider.id, ...sent });
      assert.deepEqual(found.changes, changes);
    });
  }

  it('stays unchanged for the same provider and model', () => {
    const wish = { provider: 'gemini', prompt: 'p', model: 'm', seconds: 5, size: '1280x720', extra: { seed: 1 } };
    assert.deepEqual(translate(wish, target('gemini'), there), { request: wish, changes: [] });
    assert.deepEqual(translate({ ...wish, model: undefined }, target('gemini'), there).changes, []);
  });

  it('is translated for another model of the same provider', () => {
    const wish = { provider: 'gemini', prompt: 'p', model: 'm', seconds: 2.5, extra: { seed: 1 } };
    const found = translate(wish, { ...target('gemini'), model: 'other' }, there);
    assert.deepEqual(found.request, { provider: 'gemini', prompt: 'p', model: 'other', seconds: 3 });
    assert.deepEqual(
      found.changes.map(({ what }) => what),
      ['seconds', 'extra'],
    );
  });
});
