/** A packet that violates the standard. The decoder conceals it and continues with the next one. */
export class BrokenPacket extends Error {
  override readonly name = 'BrokenPacket';
}

/** A stream that this decoder does not support: another profile, more channels, or an invalid configuration. */
export class UnsupportedSound extends Error {
  override readonly name = 'UnsupportedSound';
}
