/** Prefix of ids that stand for a job whose server named none, because it answered the create with the clip. */
const prefix = 'unnamed_';

/** Id for a job that has none at its server. @param unique unique text */
export const unnamedId = (unique: string): string => prefix + unique;

/** True for the id of a job that its server cannot be asked about. */
export const isUnnamed = (id: string): boolean => id.startsWith(prefix);
