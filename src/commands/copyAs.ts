import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import { copyAs as codeFor, copyLanguages, type CopyLanguage } from '../api/copyAs';
import { VideoJobsError } from '../api/errors';
import type { Reference } from '../api/types';
import { imageType } from '../jobs/sending/reference';
import { askChoice } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import type { Command } from './app';
import type { Call } from './call';
import { jobFor } from './target';

/** Code that makes the same job, on the clipboard; the key is an environment variable in it. Answers the code. */
export const copyAs: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Copy as Code'),
    ability: 'copyAs',
    none: vscode.l10n.t('There is no job with a prompt in the list.'),
  });
  const prompt = job.request?.prompt ?? job.prompt;
  if (prompt === undefined) {
    throw new VideoJobsError('rejected', vscode.l10n.t('The prompt of this job is unknown, so it cannot be copied.'));
  }
  const connection = await app.providers.address(job.provider);
  const { model, seconds, size } = job;
  const { reference, ...input } = { model, seconds, size, ...job.request, prompt };
  const sent = reference === undefined ? undefined : await describeReference(reference);
  const code = codeFor(connection, { ...input, reference: sent }, await languageFor(call));
  await vscode.env.clipboard.writeText(code);
  return code;
};

async function languageFor(call: Call): Promise<CopyLanguage> {
  const given = copyLanguages.find((language) => language === call.fields['language']);
  if (given) return given;
  call.byUser = true;
  const labels: Readonly<Record<CopyLanguage, string>> = { curl: 'curl', python: 'Python', javascript: 'JavaScript' };
  return alone(
    askChoice(
      { title: vscode.l10n.t('Copy as Code') },
      {
        placeholder: vscode.l10n.t(
          'Select a language. The code reads the key from the environment variable {0}',
          'VIDEO_API_KEY',
        ),
        choices: copyLanguages.map((language) => ({ label: labels[language], value: language })),
      },
    ),
  );
}

/** The code reads the file itself, so its path is what matters; a file that is gone may come back. */
async function describeReference(given: string): Promise<Reference> {
  if (/^https:/i.test(given)) return { kind: 'url', url: given };
  const name = /^file:/i.test(given) ? fileURLToPath(given) : given;
  const contentType = (await typeOf(name)) ?? 'image/png';
  return { kind: 'file', name, contentType, blob: new Blob([]) };
}

async function typeOf(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  try {
    const head = Buffer.alloc(16);
    await handle?.read(head, 0, head.length, 0);
    return imageType(head);
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
