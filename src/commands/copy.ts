import { open } from 'node:fs/promises';
import { homedir, release, type as systemName } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import { copyAs as codeFor, type CopyLanguage, copyLanguages } from '../api/copyAs';
import { VideoJobsError } from '../api/errors';
import { proxyFor } from '../api/http/route';
import type { InputRole, Reference } from '../api/types';
import type { JobRecord } from '../jobs/job';
import { kindOf, mediaType } from '../jobs/sending/reference';
import { networkSettings } from '../platform/network';
import { askChoice } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import { reportText } from '../ui/reports/report';
import { formTitleOf, titleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import type { Call } from './lib/call';
import { text } from './lib/call';
import { clipsFor } from './lib/files';
import { idOf, jobFor, jobsFor, providerFor } from './lib/target';

/** Copies a text and returns it. */
const put = async (text: string): Promise<string> => {
  await vscode.env.clipboard.writeText(text);
  return text;
};

const copyId: Command = async (app, call) => {
  const title = titleOf('copyId');
  const jobs = await jobsFor(app, call, { title, ability: 'copyId', none: vscode.l10n.t('There are no jobs yet.') });
  return put(jobs.map((job) => idOf(job).id).join('\n'));
};

const copyPrompt: Command = async (app, call) => {
  const title = titleOf('copyPrompt');
  const jobs = await jobsFor(app, call, {
    title,
    ability: 'copyPrompt',
    none: vscode.l10n.t('There is no job with a prompt in the list.'),
  });
  return put(jobs.map(({ prompt }) => prompt ?? '').join('\n\n'));
};

const copyPath: Command = async (app, call) => {
  const clips = await clipsFor(app, call, titleOf('copyPath'));
  return put(clips.map(({ media }) => media.path).join('\n'));
};

/** Copies code that creates the same job, with the key as an environment variable. Returns the code. */
const copyAs: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: formTitleOf('copyAs'),
    ability: 'copyAs',
    none: vscode.l10n.t('There is no job with a prompt in the list.'),
  });
  const prompt = job.request?.prompt ?? job.prompt;
  if (prompt === undefined) {
    throw new VideoJobsError('rejected', vscode.l10n.t('The prompt of this job is unknown, so it cannot be copied.'));
  }
  const connection = await app.providers.address(job.provider);
  const { model, seconds, size } = job;
  const { reference, inputs, ...input } = { model, seconds, size, ...job.request, prompt };
  const sent = reference === undefined ? undefined : await describeMedia('first', reference);
  const described =
    inputs &&
    (await Promise.all(
      inputs.map(async ({ role, source, name }) => ({
        role,
        media: await describeMedia(role, source),
        ...(name !== undefined && { name }),
      })),
    ));
  const code = codeFor(connection, { ...input, reference: sent, inputs: described }, await languageFor(call));
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
      { title: formTitleOf('copyAs') },
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

/** The code reads the file itself, so only its path matters, and it need not exist yet. */
async function describeMedia(role: InputRole, given: string): Promise<Reference> {
  if (/^https:/i.test(given)) return { kind: 'url', url: given };
  const name = /^file:/i.test(given) ? fileURLToPath(given) : given;
  const usual = { image: 'image/png', video: 'video/mp4', audio: 'audio/mpeg' }[kindOf(role)];
  const contentType = (await typeOf(name)) ?? usual;
  return { kind: 'file', name, contentType, blob: new Blob([]) };
}

async function typeOf(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  try {
    const head = Buffer.alloc(16);
    await handle?.read(head, 0, head.length, 0);
    return mediaType(head);
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/**
 * Copies a report for a support desk on a job, or otherwise on a provider, and returns it. `prompt: true` includes the
 * prompt.
 */
const copyReport: Command = async (app, call) => {
  const title = titleOf('copyReport');
  const ofJob = text(call.fields, 'key') !== undefined || call.fields['id'] !== undefined;
  const job = ofJob ? await jobFor(app, call, { title, none: '' }) : undefined;
  const provider = job ? job.provider : (await providerFor(app, call, title)).id;
  const report = await compose(app, provider, job, call.fields['prompt'] === true);
  await vscode.env.clipboard.writeText(report);
  if (call.byUser) void tell(app, provider, job);
  return report;
};

async function compose(app: App, providerId: string, job: JobRecord | undefined, withPrompt: boolean): Promise<string> {
  const network = networkSettings();
  const address = await app.providers.address(providerId).catch(() => undefined);
  const proxy = address && proxyFor(address.baseUrl, network);
  const facts = {
    at: Date.now(),
    versions: {
      'Video Jobs': app.version,
      'VS Code': `${vscode.version} (${[vscode.env.appHost, vscode.env.remoteName].filter(Boolean).join(', ')})`,
      System: `${systemName()} ${release()} ${process.arch}`,
      Node: process.version,
    },
    providerId,
    provider: address?.provider,
    baseUrl: address?.baseUrl,
    capabilities: app.jobs.capabilities(providerId),
    network: [network.client, proxy ? `proxy ${proxy}` : 'no proxy', network.strictSSL ? '' : 'strictSSL off']
      .filter(Boolean)
      .join(', '),
    exchanges: app.records.exchanges.of(providerId, job?.id),
    test: job ? undefined : app.records.tests.get(providerId),
    job,
    history: job && app.records.history.of(job.key),
    polling: { minSeconds: app.settings.minPollSeconds, maxSeconds: app.settings.maxPollSeconds },
    withPrompt,
    home: homedir(),
  };
  return reportText(facts, app.records.redactor);
}

async function tell(app: App, provider: string, job: JobRecord | undefined): Promise<void> {
  const withPrompt = vscode.l10n.t('Copy with Prompt');
  const chosen = await (job?.prompt
    ? vscode.window.showInformationMessage(
        vscode.l10n.t('The report was copied to the clipboard. It contains no key, and only the length of the prompt.'),
        withPrompt,
      )
    : vscode.window.showInformationMessage(
        vscode.l10n.t('The report was copied to the clipboard. It contains no key.'),
      ));
  if (chosen === withPrompt) await vscode.env.clipboard.writeText(await compose(app, provider, job, true));
}

export const copyCommands = { copyAs, copyId, copyPath, copyPrompt, copyReport };
