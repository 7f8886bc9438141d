import assert from 'node:assert/strict';
import { ESLint } from 'eslint';

/** One for all cases: it has read the whole project, types included, after the first. */
const eslint = new ESLint();

/** What lint says of a text if it stood in that file: rule and message of each finding. */
async function findings(file: string, text: string): Promise<{ rule: string | null; message: string }[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  assert.ok(result);
  return result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message }));
}

interface Case {
  rule: string;
  file: string;
  text: string;
  remedy: RegExp;
}

const refused: Case[] = [
  {
    rule: 'architecture/imports-point-one-way',
    file: 'src/api/types.ts',
    text: "export { isActive } from '../jobs/job';",
    remedy: /interface in src\/api/,
  },
  {
    rule: 'architecture/imports-point-one-way',
    file: 'src/jobs/job.ts',
    text: "import type { VideoJobsApi } from '../publicApi';\nexport type Api = VideoJobsApi;",
    remedy: /src\/jobs\/ports\.ts/,
  },
  {
    rule: 'architecture/imports-point-one-way',
    file: 'src/jobs/job.ts',
    text: "export const open = () => import('../ui/format');",
    remedy: /src\/jobs\/ports\.ts/,
  },
  {
    rule: 'architecture/imports-point-one-way',
    file: 'src/webview/preview.ts',
    text: "import { isActive } from '../jobs/job';\nexport const active = isActive;",
    remedy: /message of src\/shared/,
  },
  {
    rule: 'architecture/imports-point-one-way',
    file: 'src/publicApi/contract.ts',
    text: "export { commandId } from '../commandIds';",
    remedy: /code below it/,
  },
  {
    rule: 'architecture/no-vscode-in-core',
    file: 'src/jobs/job.ts',
    text: "import type { Event } from 'vscode';\nexport type E = Event<string>;",
    remedy: /Declare an interface/,
  },
  {
    rule: 'architecture/no-vscode-in-core',
    file: 'src/api/types.ts',
    text: "import * as vscode from 'vscode';\nexport const { version } = vscode;",
    remedy: /Declare an interface/,
  },
  {
    rule: 'architecture/undici-in-one-place',
    file: 'src/api/types.ts',
    text: "export { fetch } from 'undici';",
    remedy: /src\/api\/http\/undici\.ts exports/,
  },
  {
    rule: 'architecture/load-lazily',
    file: 'src/api/types.ts',
    text: "export * from './http/undici';",
    remedy: /await import\('\.\/http\/undici'\)/,
  },
  ...["'videoJobs.create'", "'_videoJobs.showOlder'", 'id', '`videoJobs.${id}`'].map((id) => ({
    rule: 'architecture/commands-run-in-one-place',
    file: 'src/ui/text.ts',
    text: `import * as vscode from 'vscode';\nexport const run = (id: string) => vscode.commands.executeCommand(${id}, id);`,
    remedy: /src\/ui\/run\.ts/,
  })),
  {
    rule: 'architecture/commands-run-in-one-place',
    file: 'src/ui/run.ts',
    text: "import * as vscode from 'vscode';\nexport const set = () => vscode.commands.executeCommand('setContext', 'a', 1);",
    remedy: /src\/ui\/contextKeys\.ts/,
  },
  ...["'videoJobs'", "'videoJobs.library'", ''].map((section) => ({
    rule: 'architecture/settings-in-one-place',
    file: 'src/ui/text.ts',
    text: `import * as vscode from 'vscode';\nexport const read = () => vscode.workspace.getConfiguration(${section});`,
    remedy: /src\/platform\/settings\/settings\.ts/,
  })),
  {
    rule: 'no-console',
    file: 'src/jobs/job.ts',
    text: "console.log('hello');",
    remedy: /console/,
  },
  {
    rule: 'no-restricted-syntax',
    file: 'src/jobs/job.ts',
    text: 'export default 1;',
    remedy: /by name/,
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'src/jobs/job.ts',
    text: 'Promise.resolve(1);\nexport {};',
    remedy: /awaited/,
  },
  {
    rule: '@typescript-eslint/no-misused-promises',
    file: 'src/jobs/job.ts',
    text: 'setTimeout(async () => {\n  await Promise.resolve();\n}, 1);\nexport {};',
    remedy: /void return/,
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    file: 'src/jobs/job.ts',
    text: "import { Cost } from '../api/types';\nexport type C = Cost;",
    remedy: /type/,
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    file: 'src/jobs/job.ts',
    text: "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}",
    remedy: /exhaustive/,
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: 'src/jobs/job.ts',
    text: 'export const f = (x: any): unknown => x as unknown;',
    remedy: /any/,
  },
  {
    rule: 'max-lines',
    file: 'src/jobs/job.ts',
    text: 'export const x = 1;\n' + 'x;\n'.repeat(350),
    remedy: /too many lines/,
  },
  {
    rule: 'architecture/folders-point-one-way',
    file: 'src/jobs/ledger/store.ts',
    text: "import type { Costs } from '../costs/costs';\nexport type C = Costs;",
    remedy: /src\/jobs\/ledger does not import src\/jobs\/costs.*lower of the two/,
  },
  {
    rule: 'architecture/folders-point-one-way',
    file: 'src/api/http/http.ts',
    text: "export { createTransport } from '../transport/transport';",
    remedy: /src\/api\/http does not import src\/api\/transport/,
  },
];

const accepted: Pick<Case, 'file' | 'text'>[] = [
  { file: 'src/jobs/job.ts', text: "export { VideoJobsError } from '../api/errors';" },
  { file: 'src/api/types.ts', text: "export const load = () => import('./http/undici');" },
  { file: 'src/api/types.ts', text: "import type { Agent } from 'undici';\nexport type A = Agent;" },
  {
    file: 'src/ui/text.ts',
    text: "import * as vscode from 'vscode';\nexport const open = () => vscode.commands.executeCommand('vscode.open', vscode.workspace.getConfiguration('http'));",
  },
  { file: 'src/publicApi/contract.ts', text: "import type { Event } from 'vscode';\nexport type E = Event<string>;" },
];

/** The line that tells a case from the others of its rule. */
const textOf = (text: string): string => {
  const [first = '', second = ''] = text.trim().split('\n');
  return first.endsWith("from 'vscode';") && second.startsWith('export const') ? second : first;
};

describe('architecture as lint rules', () => {
  for (const { rule, file, text, remedy } of refused) {
    it(`${rule} refuses in ${file}: ${textOf(text)}`, async () => {
      const found = await findings(file, `${text}\n`);
      const finding = found.find((one) => one.rule === rule);
      assert.ok(finding, `only found ${JSON.stringify(found)}`);
      assert.match(finding.message, remedy);
    });
  }

  for (const { file, text } of accepted) {
    it(`accepts in ${file}: ${textOf(text)}`, async () => {
      assert.deepEqual(await findings(file, `${text}\n`), []);
    });
  }
});
