import assert from 'node:assert/strict';
import { findClips, findThumbnail } from '../../../src/api/decode/addresses';

const baseUrl = 'https://api.example.com/v1';

describe('The URL of a clip', () => {
  const url = 'https://cdn.example.com/a.mp4?sig=1';
  const shapes: [string, unknown][] = [
    ['video_url', { video_url: url }],
    ['videoUrl', { videoUrl: url }],
    ['url', { url }],
    ['output_url', { output_url: url }],
    ['result_url', { result_url: url }],
    ['content_url', { content_url: url }],
    ['download_url', { download_url: url }],
    ['downloadable_url', { downloadable_url: url }],
    ['output', { output: url }],
    ['output.url', { output: { url } }],
    ['output.video_url', { output: { video_url: url } }],
    ['output[0]', { output: [url] }],
    ['result.url', { result: { url } }],
    ['result.file_url', { result: { file_url: url } }],
    ['data.video_url', { data: { video_url: url } }],
    ['data.url', { data: { url } }],
    ['data.output', { data: { output: url } }],
    ['data.result_url', { data: { result_url: url } }],
    ['data[0].url', { data: [{ url }] }],
    ['data.task_result', { data: { task_result: { videos: [{ url }] } } }],
    ['task_result', { task_result: { videos: [{ url }] } }],
    ['detail.url', { detail: { url } }],
    ['detail.video_url', { detail: { video_url: url } }],
    ['detail.draft_info', { detail: { draft_info: { downloadable_url: url } } }],
    ['detail.generations', { detail: { generations: [{ url }] } }],
    ['metadata.url', { metadata: { url } }],
    ['outputs.video_url', { outputs: { video_url: url } }],
    ['video.url', { video: { url, duration: 8 } }],
    ['assets.video', { assets: { video: url } }],
    ['content.video_url', { content: { video_url: url } }],
    ['creations', { creations: [{ url }] }],
    ['unsigned_urls', { unsigned_urls: [url] }],
    ['urls', { urls: [url] }],
    ['mirror_urls', { mirror_urls: [url, 'https://b.example.com/a.mp4'] }],
    ['fail_reason', { fail_reason: url }],
    ['a place nobody knows', { payload: { item: { final_video: { hd: url } } } }],
  ];
  for (const [name, answer] of shapes) {
    it(`is found in ${name}`, () => assert.deepEqual(findClips(answer, baseUrl), [url]));
  }

  it('is one for each output, in order', () => {
    const urls = ['https://a.example.com/1', 'https://a.example.com/2'];
    assert.deepEqual(findClips({ unsigned_urls: urls }, baseUrl), urls);
    assert.deepEqual(findClips({ outputs: urls.map((one) => ({ url: one })) }, baseUrl), urls);
  });

  it('may be relative to the server, or a data URL', () => {
    assert.deepEqual(findClips({ url: '/v1/tasks/1/content?access=x' }, baseUrl), [
      'https://api.example.com/v1/tasks/1/content?access=x',
    ]);
    assert.deepEqual(findClips({ metadata: { url: 'data:video/mp4;base64,AAAA' } }, baseUrl), [
      'data:video/mp4;base64,AAAA',
    ]);
  });

  it('is not that of a picture, callback or input', () => {
    const other = 'https://x.example.com/1';
    const names = [
      'thumbnail_url',
      'cover_url',
      'gif_url',
      'image_url',
      'preview_url',
      'poster_url',
      'callback_url',
      'polling_url',
      'webhook_url',
      'input_video_url',
    ];
    for (const name of names) assert.deepEqual(findClips({ deep: { [name]: other } }, baseUrl), [], name);
    assert.deepEqual(findClips({ homepage: other }, baseUrl), []);
  });

  it('is not searched for in scripts, files, or without limit', () => {
    for (const url of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/html,x',
      '//evil.example.com/a',
      '/\\evil.example.com',
    ]) {
      assert.deepEqual(findClips({ video_url: url }, baseUrl), [], url);
    }
    let deep: unknown = { video_url: 'https://a.example.com' };
    for (let i = 0; i < 50; i++) deep = { output_x: deep };
    assert.deepEqual(findClips(deep, baseUrl), []);
    assert.deepEqual(findClips({ videos: Array.from({ length: 100_000 }, () => ({ a: {} })) }, baseUrl), []);
  });

  it('is kept apart from that of a thumbnail', () => {
    assert.equal(
      findThumbnail({ detail: { thumbnail_url: 'https://a.example.com/t.webp' } }, baseUrl),
      'https://a.example.com/t.webp',
    );
    assert.equal(findThumbnail({ thumbnail_url: null }, baseUrl), undefined);
  });
});
