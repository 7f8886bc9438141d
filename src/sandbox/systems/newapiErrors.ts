import { type Answer, json, type Reason, type Refusal } from '../http';

const says: Record<Reason, { status: number; code: string; message: string; chinese?: string }> = {
  unauthorised: { status: 401, code: 'invalid_api_key', message: 'Invalid token', chinese: '无效的令牌' },
  noRoute: { status: 404, code: 'not_found', message: 'Invalid URL', chinese: '无效的地址' },
  notFound: { status: 400, code: 'task_not_exist', message: 'task_not_exist' },
  contentNotFound: { status: 404, code: 'task_not_found', message: 'Task not found' },
  notReady: { status: 400, code: 'task_not_ready', message: 'Task is not completed yet' },
  gone: { status: 404, code: 'task_not_found', message: 'Task not found', chinese: '任务不存在' },
  invalid: { status: 400, code: 'invalid_request', message: 'Invalid request' },
  moderated: { status: 400, code: 'moderation_blocked', message: 'Blocked by moderation', chinese: '内容审核未通过' },
  conflict: { status: 409, code: 'conflict', message: 'Conflict' },
  tooLarge: { status: 413, code: 'request_too_large', message: 'Request body is too large' },
  fault: { status: 500, code: 'internal_error', message: 'Internal error', chinese: '服务器内部错误' },
};

/** Task errors of new-api are flat (`{code,message,data}`); those of the gateway in front are nested and bilingual. */
export function refuseNewapi({ reason, message, facts }: Refusal): Answer {
  const said = says[reason];
  const status = facts.status ?? said.status;
  const code = facts.code ?? said.code;
  const words = message || said.message;
  if (said.chinese === undefined) return json({ code, message: words, data: null }, status);
  return json({ error: { message: words, message_zh: said.chinese, type: code } }, status);
}
