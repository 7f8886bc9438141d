import * as vscode from 'vscode';
import type { NetworkSettings } from '../api/http';

const supports = ['off', 'on', 'override', 'fallback'] as const;

/** The environment's part: nothing else of it is handed on. */
const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];

/**
 * How the whole editor reaches the network. VS Code gives these settings to its own requests and to Node's, but not to
 * other HTTP libraries.
 */
export function networkSettings(env: NodeJS.ProcessEnv = process.env): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const support = http.get<unknown>('proxySupport');
  const noProxy = http.get<unknown>('noProxy');
  return {
    proxy: http.get<string>('proxy') || undefined,
    noProxy: Array.isArray(noProxy) ? noProxy.filter((host): host is string => typeof host === 'string') : [],
    proxySupport: supports.find((one) => one === support),
    strictSSL: http.get<unknown>('proxyStrictSSL') !== false,
    systemCertificates: http.get<unknown>('systemCertificates') !== false,
    env: Object.fromEntries(variables.filter((name) => env[name]).map((name) => [name, env[name]])),
  };
}
