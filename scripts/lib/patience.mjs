/** The longest wait for a sign, ms. Far longer than any takes: a machine may be busy with other things. */
export const patience = 300_000;
