import { BlobSource } from 'mediabunny';
import type { ClipHeader } from '../container/header';
import { readHeader, readKeyTimes } from '../container/readHeader';

/** Reads the header of a clip in memory. Undefined for what is no mp4, mov or webm, or is damaged. */
export const headerOfBlob = (blob: Blob): Promise<ClipHeader | undefined> => readHeader(new BlobSource(blob));

/** Reads the times of the key frames of a clip in memory, in seconds. */
export const keyTimesOf = (blob: Blob): Promise<number[]> => readKeyTimes(new BlobSource(blob));
