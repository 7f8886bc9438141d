import * as vscode from 'vscode';
import type { NetworkSettings } from '../api/http/http';
import { settings } from './settings/settings';

const supports = ['off', 'on', 'override', 'fallback'] as const;

/** Environment variables that are passed on; no others are. */
const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];

/**
 * Reads the editor's network settings. VS Code applies them to its own requests and to Node's, but not to other HTTP
 * libraries. Workspace values are ignored: they could route requests through a hostile proxy.
 */
export function networkSettings(env: NodeJS.ProcessEnv = process.env): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const userValue = (name: string): unknown => {
    const values = http.inspect(name);
    return values?.globalValue ?? values?.defaultValue;
  };
  const text = (name: string): string | undefined => {
    const value = userValue(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const support = userValue('proxySupport');
  const noProxy = userValue('noProxy');
  return {
    client: settings.networkClient,
    proxy: text('proxy'),
    proxyAuthorization: text('proxyAuthorization'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((host): host is string => typeof host === 'string') : [],
    proxySupport: supports.find((one) => one === support),
    strictSSL: userValue('proxyStrictSSL') !== false,
    systemCertificates: userValue('systemCertificates') !== false,
    env: Object.fromEntries(variables.filter((name) => env[name]).map((name) => [name, env[name]])),
  };
}
