/**
 * Returns true if AAC can be decoded here, tested with a tiny clip. `canPlayType` only reflects how the browser was
 * built, and VS Code desktop ships it with a different set of decoders.
 */
export async function decodesAac(probe: string): Promise<boolean | undefined> {
  let data: ArrayBuffer;
  try {
    const answer = await fetch(probe);
    if (!answer.ok) return undefined;
    data = await answer.arrayBuffer();
  } catch {
    return undefined;
  }
  try {
    await new OfflineAudioContext(1, 8000, 8000).decodeAudioData(data);
    return true;
  } catch {
    return false;
  }
}
