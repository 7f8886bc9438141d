/** Headers of the request or of the program that sent it, not of the provider. */
const requestHeader =
  /^(accept.*|content-.*|user-agent|host|connection|origin|referer|cache-control|pragma|priority|dnt|sec-.*|range|expect|te|upgrade-insecure-requests|if-.*|x-requested-with)$/i;

/**
 * Headers that hold no secret by their documentation, and may be stored in settings. Every other header may hold one: keys
 * have been seen in `Ocp-Apim-Subscription-Key`, `X-Auth-Key`, `X-Functions-Key`, `cf-aig-authorization` and dozens more.
 */
const harmlessHeader =
  /^(http-referer|x-title|x-openrouter-(title|categories)|openai-(organization|project|beta|version)|anthropic-(version|beta)|(x-)?api-version|x-ms-(version|client-name)|x-goog-user-project|x-dashscope-(async|workspace|datainspection)|x-runway-version|x-(region|locale|language|lang|platform|source|channel|client|client-name|client-version|app|app-name|app-version|app-id|model|team|organization|org|org-id|project|project-id|tenant|workspace|workspace-id|account-id|environment|env|stage|priority|provider|deployment|use-cache|retry-count))$/i;

export const isRequestHeader = (name: string): boolean => requestHeader.test(name);

export const isHarmlessHeader = (name: string): boolean => harmlessHeader.test(name);

/** Returns true for a header whose name says that it authenticates the request. */
export const isCredentialHeader = (name: string): boolean =>
  /key|token|secret|auth|credential|password|passwd|jwt|signature/i.test(name) && !/csrf|xsrf|idempotency/i.test(name);
