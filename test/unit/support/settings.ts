import sinon from 'sinon';
import * as vscode from 'vscode';
import type { EventEmitter } from './vscode';

/** The user's settings in memory, in place of VS Code's. Ended by `sinon.restore()`. */
export function fakeSettings(values: Record<string, unknown> = {}): Record<string, unknown> {
  const changed = new vscode.EventEmitter<vscode.ConfigurationChangeEvent>() as unknown as EventEmitter<unknown>;
  sinon.stub(vscode.workspace, 'onDidChangeConfiguration').value(changed.event);
  sinon.stub(vscode.workspace, 'getConfiguration').callsFake(((section = '') => ({
    get: (name: string) => values[`${section}.${name}`],
    inspect: (name: string) => ({ globalValue: values[`${section}.${name}`] }),
    update: async (name: string, value: unknown) => {
      values[`${section}.${name}`] = value;
      changed.fire({ affectsConfiguration: (asked: string) => `${section}.${name}`.startsWith(asked) });
    },
  })) as never);
  return values;
}

export const silent = { debug() {}, info() {}, warn() {}, error() {} };
