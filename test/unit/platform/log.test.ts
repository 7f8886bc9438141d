import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import { createRedactor } from '../../../src/api/redact';
import { createLog, logLine } from '../../../src/platform/log';

describe('The log', () => {
  afterEach(() => sinon.restore());
  const redactor = createRedactor();
  redactor.add('canary-1234567890');

  it('holds no key, in whatever it comes', () => {
    const cause = new Error('Authorization: Bearer canary-1234567890');
    const error = Object.assign(new VideoJobsError('auth', 'refused canary-1234567890', { code: 'bad', cause }), {
      request: { headers: { authorization: 'canary-1234567890' } },
    });
    const line = logLine(redactor, 'x canary-1234567890', [error, { token: 'canary-1234567890' }, 'canary-1234567890']);
    assert.ok(!line.includes('canary'), line);
    assert.match(line, /kind=auth, code=bad/);
    assert.ok(!line.includes('headers'));
  });

  it('is one line a message, so that nobody can write a line of his own', () => {
    const line = logLine(redactor, 'id:', ['a\n2026-01-01 [error] forged\u2028b']);
    assert.ok(!/[\n\u2028]/.test(line));
  });

  it('is not filled by one message', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    assert.ok(logLine(redactor, 'x'.repeat(10_000), [loop]).length < 2100);
  });

  it('goes to the channel by level', () => {
    const channel = { debug: sinon.spy(), info: sinon.spy(), warn: sinon.spy(), error: sinon.spy() };
    sinon.stub(vscode.window, 'createOutputChannel').returns(channel as never);
    const log = createLog(redactor);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      log[level]('said', 'canary-1234567890');
      sinon.assert.calledOnceWithExactly(channel[level], 'said ***');
    }
  });
});
