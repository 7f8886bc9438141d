import { type Answer, json, type Reason, type Refusal } from '../http';

const says: Record<Reason, { status: number; code?: string; message?: string }> = {
  unauthorised: { status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  noRoute: { status: 404, message: 'Invalid URL' },
  notFound: { status: 404 },
  contentNotFound: { status: 404, message: 'Video content not found.' },
  notReady: {
    status: 404,
    message: 'Video is not ready yet, use GET /v1/videos/{video_id} to check status.',
  },
  gone: { status: 404, message: 'The video is no longer available. Downloads expire after 1 hours.' },
  invalid: { status: 400 },
  moderated: { status: 400 },
  conflict: { status: 409 },
  tooLarge: { status: 413 },
  fault: { status: 500, message: 'The server had an error while processing your request. Sorry about that!' },
};

/** `{"error":{message,type,param,code}}`. */
export function refuseOpenai({ reason, message, facts }: Refusal): Answer {
  const said = says[reason];
  const status = facts.status ?? said.status;
  const known = reason === 'notFound' ? `Video with id '${facts.id}' not found.` : said.message;
  const error = {
    message: message && reason !== 'notReady' ? message : (known ?? 'Invalid request.'),
    type: status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error',
    param: facts.param ?? null,
    code: facts.code ?? said.code ?? null,
  };
  return json({ error }, status);
}
