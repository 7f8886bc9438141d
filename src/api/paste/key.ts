const words =
  /^(your|my|the|api|apikey|key|keys|token|secret|access|bearer|auth|replace|insert|enter|put|paste|add|with|me|here|example|placeholder|dummy|fake|changeme|sample|test|demo|openai|openrouter|azure|gateway|litellm|sk|pk|x+|empty|none|null|value|string|jwt)?$/i;

/** Returns true for a text that marks a placeholder: `<model>`, `$NAME`, `{{name}}`, `sk-...`. */
export const isMark = (text: string): boolean => /^[<{[$%(]|\.{3}|\*{3}/.test(text.trim());

/** Returns true for a placeholder in the position of a key: `sk-xxx`, `YOUR_API_KEY`, `<token>`, `{{key}}`, `你的密钥`. */
export function isPlaceholder(text: string): boolean {
  const value = text.trim();
  if (value === '' || isMark(value) || /[^\x21-\x7e]|x{4}/i.test(value)) return true;
  return value.split(/[-_.]/).every((part) => words.test(part) || /^(.)\1{2,}$/.test(part));
}

/** Returns the name of the variable that a text refers to: `$NAME`, `${NAME}`, `%NAME%`, `$env:NAME`, `{{NAME}}`. */
export function variableIn(text: string): string | undefined {
  const found =
    /^(?:\$\{([A-Za-z_]\w*)\}?|\$(?:env:)?([A-Za-z_]\w*)|%([A-Za-z_]\w*)%|\{\{\s*([A-Z_][A-Z0-9_]*)\s*\}\})$/.exec(
      text.trim(),
    );
  return found?.slice(1).find((name) => name !== undefined);
}
