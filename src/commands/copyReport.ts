import { homedir, release, type as systemName } from 'node:os';
import * as vscode from 'vscode';
import { proxyFor } from '../api/http/route';
import type { JobRecord } from '../jobs/job';
import { reportText } from '../ui/reports/report';
import { networkSettings } from '../platform/network';
import type { App, Command } from './app';
import { text } from './call';
import { jobFor, providerFor } from './target';

/**
 * What a support desk asks for, on the clipboard: of a job, else of a provider. Takes `prompt: true` to have the prompt
 * in it. Answers the text.
 */
export const copyReport: Command = async (app, call) => {
  const title = vscode.l10n.t('Copy Redacted Report');
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
    ...{ providerId, provider: address?.provider, baseUrl: address?.baseUrl },
    capabilities: app.jobs.capabilities(providerId),
    network: [network.client, proxy ? `proxy ${proxy}` : 'no proxy', network.strictSSL ? '' : 'strictSSL off']
      .filter(Boolean)
      .join(', '),
    exchanges: app.records.exchanges.of(providerId, job?.id),
    ...{ test: job ? undefined : app.records.tests.get(providerId), job },
    history: job && app.records.history.of(job.key),
    polling: { minSeconds: app.settings.minPollSeconds, maxSeconds: app.settings.maxPollSeconds },
    ...{ withPrompt, home: homedir() },
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
