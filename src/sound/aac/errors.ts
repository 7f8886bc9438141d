/** A packet that does not follow the standard. The decoder conceals it and goes on with the next one. */
export class BrokenPacket extends Error {
  override readonly name = 'BrokenPacket';
}

/** A stream that this decoder has no means to decode: another profile, more channels, or a configuration that makes no sense. */
export class UnsupportedSound extends Error {
  override readonly name = 'UnsupportedSound';
}
