import * as vscode from 'vscode';
import type { NetworkSettings } from '../api/http/http';
import { settings } from './settings/settings';

const supports = ['off', 'on', 'override', 'fallback'] as const;

/** The environment's part: nothing else of it is handed on. */
const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];

/**
 * How the whole editor reaches the network. VS Code gives these settings to its own requests and to Node's, but not to
 * other HTTP libraries. A workspace's values are never looked at: they could send requests through a stranger's proxy.
 */
export function networkSettings(env: NodeJS.ProcessEnv = process.env): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const own = (name: string): unknown => {
    const found = http.inspect(name);
    return found?.globalValue ?? found?.defaultValue;
  };
  const text = (name: string): string | undefined => {
    const value = own(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const support = own('proxySupport');
  const noProxy = own('noProxy');
  return {
    client: settings.networkClient,
    proxy: text('proxy'),
    proxyAuthorization: text('proxyAuthorization'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((host): host is string => typeof host === 'string') : [],
    proxySupport: supports.find((one) => one === support),
    strictSSL: own('proxyStrictSSL') !== false,
    systemCertificates: own('systemCertificates') !== false,
    env: Object.fromEntries(variables.filter((name) => env[name]).map((name) => [name, env[name]])),
  };
}
