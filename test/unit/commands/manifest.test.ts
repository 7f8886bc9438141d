import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { providerTypes } from '../../../src/api/dialects';
import { commandId, contractCommands, viewCommands } from '../../../src/commandIds';
import { commands } from '../../../src/commands/lib/table';
import { auths } from '../../../src/platform/settings/providerEntry';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json');
const words = read('package.nls.json') as Record<string, string>;
const names = [...contractCommands, ...viewCommands];

describe('The manifest', () => {
  it('contributes the commands that there are, and no other', () => {
    const contributed = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual([...contributed].sort(), names.map(commandId).sort());
    assert.deepEqual(Object.keys(commands).sort(), [...names].sort());
  });

  it('has every word of its own in the file for translators, and no word too many', () => {
    const used = new Set(
      JSON.stringify(manifest)
        .match(/(?<=")%[^%"]+%(?=")/g)
        ?.map((key) => key.slice(1, -1)),
    );
    assert.deepEqual(
      [...used].filter((key) => !words[key]),
      [],
    );
    assert.deepEqual(
      Object.keys(words).filter((key) => !used.has(key)),
      [],
    );
  });

  it('gives every command a title and the category', () => {
    for (const { command, title, category } of manifest.contributes.commands) {
      assert.match(words[title.slice(1, -1)] ?? '', /^[A-Z]/, command);
      assert.equal(category, '%category%', command);
    }
  });

  it('hides from the palette only what cannot be asked for there', () => {
    const hidden = manifest.contributes.menus.commandPalette.map(({ command, when }: Record<string, string>) => [
      command,
      when,
    ]);
    assert.deepEqual(hidden, [
      ['videoJobs.loadMore', 'false'],
      ['videoJobs.clearFilter', 'videoJobs.filtered'],
      ...['saveFrame', 'copyFrame', 'continueFromFrame'].map((name) => [
        `videoJobs.${name}`,
        "activeWebviewPanelId == 'videoJobs.preview'",
      ]),
      ['videoJobs.startNewList', 'videoJobs.listNewer'],
    ]);
  });

  it('names only commands and conditions of its own in its menus', () => {
    const menus = manifest.contributes.menus as Record<string, { command?: string }[]>;
    for (const [menu, entries] of Object.entries(menus)) {
      for (const { command } of entries) {
        if (command) assert.ok(names.map(commandId).includes(command), `${menu}: ${command}`);
      }
    }
  });

  it('keeps every setting to the user, but for where files go inside a workspace', () => {
    for (const [name, setting] of Object.entries<{ scope: string }>(manifest.contributes.configuration.properties)) {
      const inside = ['videoJobs.project.assetsFolder', 'videoJobs.capture.fileName'].includes(name);
      assert.equal(setting.scope, inside ? 'resource' : 'application', name);
    }
  });

  it('offers the types and ways of sending a key that the code knows', () => {
    const { type, auth } = manifest.contributes.configuration.properties['videoJobs.providers'].items.properties;
    assert.deepEqual(type.enum, providerTypes);
    assert.equal(type.enumDescriptions.length, providerTypes.length);
    assert.deepEqual(auth.enum, auths);
    assert.equal(auth.enumDescriptions.length, auths.length);
  });
});
