import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { onReturn } from '../../../src/platform/focus';

describe('Coming back to the window', () => {
  afterEach(() => sinon.restore());

  it('wakes, and leaving does not', () => {
    let change: ((state: vscode.WindowState) => void) | undefined;
    sinon.stub(vscode.window, 'onDidChangeWindowState').callsFake(((listener: typeof change) => {
      change = listener;
      return { dispose() {} };
    }) as never);
    const wake = sinon.spy();
    onReturn(wake);
    for (const [focused, active, calls] of [
      [false, true, 0],
      [false, false, 0],
      [true, true, 1],
      [true, true, 1],
      [true, false, 1],
      [true, true, 2],
    ] as const) {
      change!({ focused, active });
      assert.equal(wake.callCount, calls);
    }
  });
});
