import * as vscode from 'vscode';
import type { EventEmitter } from '../support/vscode';

/** VS Code's SecretStorage in memory; `broken` makes each call fail, as a locked keyring does. */
export class FakeStorage {
  readonly kept = new Map<string, string>();
  broken: 'read' | 'write' | 'all' | 'forgets' | undefined;
  readonly #changed = new vscode.EventEmitter<{ key: string }>() as unknown as EventEmitter<{ key: string }>;
  readonly onDidChange = this.#changed.event as never;

  async get(key: string): Promise<string | undefined> {
    this.#fail('read');
    return this.kept.get(key);
  }
  async store(key: string, value: string): Promise<void> {
    this.#fail('write');
    if (this.broken !== 'forgets') this.kept.set(key, value);
    this.#changed.fire({ key });
  }
  async delete(key: string): Promise<void> {
    this.#fail('write');
    this.kept.delete(key);
    this.#changed.fire({ key });
  }
  async keys(): Promise<string[]> {
    return [...this.kept.keys()];
  }
  /** As if another window had done it. */
  changeElsewhere(key: string, value: string): void {
    this.kept.set(key, value);
    this.#changed.fire({ key });
  }
  #fail(what: 'read' | 'write'): void {
    if (this.broken === what || this.broken === 'all') throw new Error('The keyring is locked');
  }
}
