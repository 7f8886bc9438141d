import { format, resolveConfig } from 'prettier';

/**
 * The text as `npm run format` would leave it.
 * @param {string} path of the file it belongs into
 * @param {string} text
 */
export async function formatted(path, text) {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
