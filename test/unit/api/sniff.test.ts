import assert from 'node:assert/strict';
import { sniff } from '../../../src/api/sniff';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

describe('First bytes', () => {
  const media: [string, Buffer, string, string][] = [
    ['mp4', bytes([0, 0, 0, 32], 'ftypisom', [0, 0, 2, 0]), 'video/mp4', 'mp4'],
    ['mp4 of another brand', bytes([0, 0, 0, 32], 'ftypmp42'), 'video/mp4', 'mp4'],
    ['QuickTime', bytes([0, 0, 0, 20], 'ftypqt  '), 'video/quicktime', 'mov'],
    ['QuickTime without ftyp', bytes([0, 0, 0, 8], 'wide', [0, 0, 1, 0], 'mdat'), 'video/quicktime', 'mov'],
    ['AVIF', bytes([0, 0, 0, 32], 'ftypavif'), 'image/avif', 'avif'],
    ['WebM', bytes([0x1a, 0x45, 0xdf, 0xa3], '....webm'), 'video/webm', 'webm'],
    ['Matroska', bytes([0x1a, 0x45, 0xdf, 0xa3], '....matroska'), 'video/x-matroska', 'mkv'],
    ['WebP', bytes('RIFF', [1, 0, 0, 0], 'WEBPVP8 '), 'image/webp', 'webp'],
    ['AVI', bytes('RIFF', [1, 0, 0, 0], 'AVI LIST'), 'video/x-msvideo', 'avi'],
    ['PNG', bytes([0x89], 'PNG\r\n\x1a\n'), 'image/png', 'png'],
    ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg', 'jpg'],
    ['GIF', bytes('GIF89a'), 'image/gif', 'gif'],
    ['Ogg', bytes('OggS'), 'video/ogg', 'ogv'],
  ];
  for (const [name, head, contentType, extension] of media) {
    it(`tell ${name}`, () => assert.deepEqual(sniff(head), { kind: 'media', contentType, extension }));
  }

  const others: [string, string, string][] = [
    ['an object', '  {"a":1}', 'json'],
    ['a list', '\n[1]', 'json'],
    ['an object after a byte order mark', '\u00ef\u00bb\u00bf{"a":1}', 'json'],
    ['a page', '<!DOCTYPE html>', 'html'],
    ['a page after blanks', '\r\n <html>', 'html'],
    ['words', 'upstream error', 'unknown'],
    ['nothing', '', 'unknown'],
    ['text that names a box', 'The moov is missing', 'unknown'],
    ['too few bytes', '\0\0\0', 'unknown'],
  ];
  for (const [name, text, kind] of others) {
    it(`are not taken for media: ${name}`, () => assert.equal(sniff(Buffer.from(text, 'latin1')).kind, kind));
  }

  it('are found in the middle of a larger buffer', () => {
    const large = Buffer.concat([Buffer.alloc(100, 1), bytes('GIF89a')]);
    assert.equal(sniff(large.subarray(100)).kind, 'media');
  });
});
