/** How a key is sent: `Authorization: Bearer`, the type's own header, or `token:`. */
export type Auth = 'bearer' | 'api-key' | 'token' | 'none';
