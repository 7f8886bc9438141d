/** Names that belong to the connection or the body; a provider's own headers must not set them. */
export const reserved = new Set(
  'host connection keep-alive content-length content-type transfer-encoding te trailer upgrade expect accept-encoding proxy-authorization proxy-connection range if-range'.split(
    ' ',
  ),
);

/** Returns true for a name that a key may be sent under. */
export const isKeyHeader = (name: string): boolean =>
  /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name) && !reserved.has(name.toLowerCase());
