import { addresses } from './addresses';
import { conversation } from './conversation';
import { decoders } from './decoders';
import { estimates } from './estimates';
import { files } from './files';
import { life } from './life';
import { pasted } from './pasted';
import { secrets } from './secrets';
import { casesDrawn } from './support';

/** What must hold for whatever servers, users and disks come up with. */
describe('whatever comes', () => {
  after(() => {
    process.stdout.write(`    ${casesDrawn()} cases\n`);
  });

  describe('decoders', decoders);
  describe('addresses', addresses);
  describe('estimates', estimates);
  describe('files', files);
  describe('secrets', secrets);
  describe('pasted texts', pasted);
  describe('the life of a job', life);
  describe('a conversation', conversation);
});
