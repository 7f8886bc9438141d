/** Texts that must reach the screen as text, the disk as nothing, and the command service never. */
export const hostileText =
  '<img src=x onerror="alert(1)"><script>alert(2)</script> [run](command:workbench.action.quit) $(trash) ' +
  '![x](https://attacker.invalid/pixel.png) ../../../etc/passwd \u001b[31mred\u202e\u0000\nsecond line ' +
  '`${process.exit()}` %s {0}';

const texts = ['prompt', 'model', 'message', 'enhanced_prompt', 'size', 'fail_reason', 'error', 'name'];

/** The texts that a provider chooses, replaced by hostile ones wherever they are in the answer. */
export function hostile(value: unknown): unknown {
  return walk(value, (name, field) =>
    texts.includes(name) && typeof field === 'string' && !operation.test(field) ? hostileText : field,
  );
}

/** The id of a long-running operation is its name. */
const operation = /^(models\/.*\/operations\/)(.*)$/s;

/** How a hostile response dresses an id up. */
const hostileId = {
  prefix: '../..\\<img src=x onerror=alert(1)>/[run](command:workbench.action.quit)/%2e%2e/',
  suffix: ':?#=&"\'\u202e',
};

/** The same, and the id dressed up. A request with such an id reaches the sandbox `undressed`. */
export function withHostileId(value: unknown): unknown {
  const { prefix, suffix } = hostileId;
  return walk(hostile(value), (name, field) => {
    if (name === 'id' || name === 'request_id') return `${prefix}${String(field)}${suffix}`;
    return name === 'name' && typeof field === 'string' ? field.replace(operation, `$1${prefix}$2${suffix}`) : field;
  });
}

/** Every value replaced by one of another type. */
export function mistyped(value: unknown): unknown {
  return walk(value, (_, field) => {
    if (typeof field === 'string') return { nested: [field.length] };
    if (typeof field === 'number') return [`${field}`];
    return typeof field === 'boolean' ? 'perhaps' : 7;
  });
}

/** Ids as the sandbox knows them, wherever they are in a request. */
export function undressed(value: unknown): unknown {
  const { prefix, suffix } = hostileId;
  return walk(value, (_, field) =>
    typeof field === 'string' && field.startsWith(prefix) && field.endsWith(suffix)
      ? field.slice(prefix.length, -suffix.length)
      : field,
  );
}

function walk(value: unknown, change: (name: string, field: unknown) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, change, name));
  if (typeof value !== 'object' || value === null) return change(name, value);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, walk(field, change, key)]));
}
