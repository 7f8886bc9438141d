import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const read = (file: string): string => readFileSync(file, 'utf8');
const texts = (file: string): Record<string, string> => JSON.parse(read(file)) as Record<string, string>;

/** Everything that the interface says, in both languages, with its placeholders. */
const templates = [
  ...Object.values(texts('package.nls.json')),
  ...Object.values(texts('package.nls.zh-cn.json')),
  ...Object.entries(texts('l10n/bundle.l10n.zh-cn.json')).flat(),
].map((text) => text.replace(/\s+/g, ' '));

/** Methods that look for a text of the interface; rows, tabs and choices are of the tests' own making, too. */
const lookups = new Set(['fact', 'step', 'notification', 'getByText', 'contextMenu', 'inlineAction', 'button']);

/** What click-throughs look for that is VS Code's, a server's, or a user's. */
const others = new Set([
  'Cannot edit in read-only editor',
  'Copy',
  'Select Color Theme',
  '"status": "completed"',
  '[run](command:workbench.action.quit)',
  '$0.40',
  'The video could not be rendered. Please try again.',
  'video_generation_failed',
  'Your request was blocked by our moderation system',
  'moderation_blocked',
  'VIDEO_API_KEY',
  'H.265',
  'generativelanguage.googleapis.com',
]);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a text is a piece of a template, or a template with values put in, or a piece of one that is half of it. */
function says(template: string, text: string): boolean {
  if (template.includes(text)) return true;
  const parts = template.split(/\{\w+\}/);
  if (parts.length === 1) return false;
  if (template.length > 6 && new RegExp(`^${parts.map(escaped).join('.+')}$`).test(text)) return true;
  const shared = parts.map((part) => sharedLength(part, text)).reduce((sum, length) => sum + length, 0);
  return shared >= text.length / 2;
}

/** Characters that a part of a template and a text have in common, at an end of the text or as the whole part. */
function sharedLength(part: string, text: string): number {
  for (let length = part.length; length > 3; length--) {
    if (text.endsWith(part.slice(0, length)) || text.startsWith(part.slice(-length))) return length;
  }
  return part.length > 3 && text.includes(part) ? part.length : 0;
}

interface Found {
  text: string;
  at: string;
}

function lookedFor(file: string): Found[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { text: method } = node.expression.name;
      for (const given of node.arguments) {
        const name = method === 'getByRole' ? nameOf(given) : lookups.has(method) ? given : undefined;
        if (!name || !ts.isStringLiteralLike(name)) continue;
        const { line } = source.getLineAndCharacterOfPosition(name.getStart());
        found.push({ text: name.text, at: `${path.basename(file)}:${line + 1}` });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The `name` of what `getByRole` is given. */
function nameOf(given: ts.Expression): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(given)) return undefined;
  const property = given.properties.find((one) => one.name?.getText() === 'name');
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

describe('texts that click-throughs look for', () => {
  const folder = path.join('test', 'ui');
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  for (const name of files) {
    it(`are in the interface: ${name}`, () => {
      const missing = lookedFor(path.join(folder, name))
        .filter(({ text }) => !others.has(text) && !templates.some((template) => says(template, text)))
        .map(({ text, at }) => `${at}: ${text}`);
      assert.deepEqual(missing, []);
    });
  }
});
