import { brisk } from './support/jobs';
import { vscodeForSuite } from './support/suite';
import { waitUntilPlaying } from './support/video';

describe('in Chinese', () => {
  const code = vscodeForSuite({ settings: brisk, language: 'zh-cn' });

  it('the view and its welcome are translated', async () => {
    await code().openView();
    await code().welcome.getByRole('button', { name: '添加提供商' }).waitFor();
    await code().welcome.getByText('试用沙盒').click();
    await code().welcome.getByRole('button', { name: '创建视频' }).waitFor();
  });

  it('messages are', async () => {
    await code().notification('沙盒已就绪').getByRole('button', { name: '创建第一个视频' }).click();
    await code().row('北极光').waitFor();
  });

  it('the preview is', async () => {
    await code().editorTab('北极光').waitFor();
    await waitUntilPlaying(code().webview.locator('video'));
    const details = code().webview.getByRole('complementary', { name: '任务详细信息' });
    await details.getByText('已完成').waitFor();
    await details.getByRole('button', { name: '在文件夹中显示' }).waitFor();
  });

  it('commands are found by their Chinese names', async () => {
    await code().command('Video Jobs: 筛选任务');
    await code().quickInput.step('筛选任务');
    await code().quickInput.cancel();
  });
});
