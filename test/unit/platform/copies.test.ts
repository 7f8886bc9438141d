import assert from 'node:assert/strict';
import type { AudibleCopies } from '../../../src/platform/audibleCopies';
import { Copies } from '../../../src/platform/copies';
import { CopyFolder } from '../../../src/platform/copyFolder';
import type { PlayableCopies } from '../../../src/platform/playableCopies';

describe('copies of clips that do not play here', () => {
  const never = new AbortController().signal;
  const said: string[] = [];
  const found: { own?: string; ffmpeg?: string } = {};
  const settings = { alwaysMakePlayable: false };
  const own: Pick<AudibleCopies, 'find'> = { find: async () => found.own };
  const ffmpeg: Pick<PlayableCopies, 'find' | 'want' | 'notSeen'> = {
    find: async () => found.ffmpeg,
    want: async (clip) => said.push(`want ${clip}`) > 0,
    notSeen: (clip) => void said.push(`notSeen ${clip}`),
  };
  const copies = new Copies(new CopyFolder('/made'), own as AudibleCopies, ffmpeg as PlayableCopies, settings);
  beforeEach(() => said.splice(0));

  it('are made by ffmpeg without a question only where the user chose that, and get a picture where that is missing', async () => {
    assert.equal(await copies.remedy('a', 'sound', never), false);
    assert.equal(await copies.remedy('b', 'picture', never), false);
    assert.deepEqual(said.splice(0), ['notSeen b']);
    settings.alwaysMakePlayable = true;
    assert.equal(await copies.remedy('a', 'sound', never), true);
    assert.equal(await copies.remedy('b', 'picture', never), true);
    assert.deepEqual(said, ['want a', 'notSeen b', 'want b']);
  });

  it('by ffmpeg are played before those with other sound alone', async () => {
    found.own = '/made/own';
    assert.equal(await copies.find('a'), '/made/own');
    found.ffmpeg = '/made/ffmpeg';
    assert.equal(await copies.find('a'), '/made/ffmpeg');
  });
});
