import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A call of `l10n.t` or `vscode.l10n.t`: the English text with which it is found in a translation, and where it is. */
export interface Call {
  where: string;
  /** Undefined where the text is computed, so that no tool can find it. */
  key: string | undefined;
}

/**
 * All calls below a folder, found by TypeScript's own parser: a second opinion on what the exporter finds. The key of the
 * form with comments is `message/comments`, as @vscode/l10n makes it.
 */
export function callsBelow(folder: string): Call[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => callsIn(name, readFileSync(join(folder, name), 'utf8')));
}

export function callsIn(name: string, text: string): Call[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(vscode\.)?l10n\s*\.t$/.test(node.expression.getText())) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      calls.push({ where: `${name}:${line + 1}`, key: keyOf(node.arguments[0]) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

function keyOf(first: ts.Expression | undefined): string | undefined {
  if (!first) return undefined;
  if (ts.isStringLiteral(first)) return first.text;
  if (!ts.isObjectLiteralExpression(first)) return undefined;
  const message = textsOf(first, 'message')?.[0];
  const comment = textsOf(first, 'comment') ?? [];
  if (message === undefined) return undefined;
  return comment.length > 0 ? `${message}/${comment.join('')}` : message;
}

/** The text, or the list of texts, that a property holds. */
function textsOf(object: ts.ObjectLiteralExpression, name: string): string[] | undefined {
  const property = object.properties.find(
    (one): one is ts.PropertyAssignment => ts.isPropertyAssignment(one) && one.name.getText() === name,
  );
  if (!property) return undefined;
  const { initializer } = property;
  const parts = ts.isArrayLiteralExpression(initializer) ? [...initializer.elements] : [initializer];
  return parts.every(ts.isStringLiteral) ? parts.map(({ text }) => text) : undefined;
}
