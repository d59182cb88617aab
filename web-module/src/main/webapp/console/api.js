/** The one way to the REST API. */

/** @typedef {{place: string, message: string}} Mistake */

const BASE = '/api/v1/';

/** Emits `signed-out` when the server no longer knows the session. */
export const apiEvents = new EventTarget();

/** A problem as RFC 9457 tells it, or the failure to reach the server (code `UNREACHABLE`). */
export class Problem extends Error {
  /** @param {{status?: number, code?: string, title?: string, detail?: string, instance?: string, mistakes?: Mistake[]}} told */
  constructor(told) {
    super(told.detail || told.title || told.code || 'problem');
    this.status = told.status ?? 0;
    this.code = told.code ?? 'INTERNAL';
    this.title = told.title ?? '';
    this.detail = told.detail ?? '';
    this.instance = told.instance ?? '';
    /** @type {Mistake[]} */
    this.mistakes = told.mistakes ?? [];
  }

  /** True where the installation does not offer this, or not to this role. */
  get absent() {
    return this.status === 404 || this.status === 405 || this.status === 501;
  }
}

/** @param {Response} answer */
async function problemOf(answer) {
  const text = await answer.text();
  try {
    return new Problem({ status: answer.status, title: answer.statusText, ...JSON.parse(text) });
  } catch {
    return new Problem({ status: answer.status, code: `HTTP_${answer.status}`, title: answer.statusText });
  }
}

/**
 * @param {string} method
 * @param {string} path below /api/v1/
 * @param {{body?: unknown, type?: string, passphrase?: string, quiet401?: boolean, signal?: AbortSignal}} [options]
 */
async function send(method, path, options = {}) {
  // The second one tells the server that no foreign page made the browser send this.
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', 'X-Requested-With': 'coordinator' };
  let body;
  if (options.body !== undefined) {
    headers['Content-Type'] = options.type ?? 'application/json';
    body = options.body instanceof Blob ? options.body : options.type ? String(options.body) : JSON.stringify(options.body);
  }
  if (options.passphrase) {
    headers['Coordinator-Passphrase'] = base64(options.passphrase);
  }
  let answer;
  try {
    answer = await fetch(BASE + path, { method, headers, body, signal: options.signal, credentials: 'same-origin' });
  } catch (cause) {
    if (options.signal?.aborted) {
      throw cause;
    }
    throw new Problem({ code: 'UNREACHABLE' });
  }
  if (!answer.ok) {
    const problem = await problemOf(answer);
    if (answer.status === 401 && !options.quiet401) {
      apiEvents.dispatchEvent(new Event('signed-out'));
    }
    throw problem;
  }
  if (answer.status === 204) {
    return null;
  }
  const text = await answer.text();
  if (!text) {
    return null;
  }
  return answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text;
}

/** A header holds no other characters. @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const query = (/** @type {Record<string, unknown>} */ values) => {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== null);
  return set.length ? `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)]))}` : '';
};

const id = encodeURIComponent;

/** @param {any} answer a list, bare or wrapped */
export const itemsOf = (answer) => (Array.isArray(answer) ? answer : (answer?.items ?? []));

export const api = {
  me: () => send('GET', 'me', { quiet401: true }),
  login: (user, password) => send('POST', 'login', { body: { user, password }, quiet401: true }),
  logout: () => send('POST', 'logout', { quiet401: true }),
  fleet: (signal) => send('GET', 'fleet', { signal }),
  servers: (filter = {}) => send('GET', `servers${query(filter)}`),
  server: (name, signal) => send('GET', `servers/${id(name)}`, { signal }),
  logs: (name, what, signal) => send('GET', `servers/${id(name)}/logs${query(what)}`, { signal }),
  tools: (name) => send('GET', `servers/${id(name)}/tools`),
  findTools: (wish) => send('GET', `tools${query(wish)}`),
  tool: (name) => send('GET', `tools/${id(name)}`),
  heldTools: (name) => send('GET', `tools/held?server=${id(name)}`),
  approveTool: (server, tool, always) => send('POST', 'tools/approve', { body: { server, tool, always } }),
  call: (name, tool, args) => send('POST', `servers/${id(name)}/call`, { body: { tool, arguments: args } }),
  act: (name, action) => send('POST', `servers/${id(name)}/${id(action)}`),
  explain: (name) => send('GET', `servers/${id(name)}/explain`),
  explainRollout: (number) => send('GET', `rollouts/${id(number)}/explain`),
  findPlan: (plan, all) => send('GET', `plans/${id(plan)}${query({ unchanged: all })}`),
  plan: (file, type) => send('POST', 'plans', { body: file, type }),
  lookAtImport: (file, wish) => send('POST', `imports${query(wish)}`, { body: file, type: 'text/plain; charset=utf-8' }),
  planImport: (file, wish) => send('POST', `imports/plans${query(wish)}`, { body: file, type: 'text/plain; charset=utf-8' }),
  searchRegistry: (search, cursor) => send('GET', `registry/servers${query({ search, cursor })}`),
  tryServer: (wish) => send('POST', 'trials', { body: wish }),
  startRollout: (wish) => send('POST', 'rollouts', { body: wish }),
  rollouts: () => send('GET', 'rollouts'),
  rollout: (number) => send('GET', `rollouts/${id(number)}`),
  rolloutEvents: (number) => send('GET', `rollouts/${id(number)}/events`),
  steer: (number, action, reason) => send('POST', `rollouts/${id(number)}/${id(action)}${query({ reason })}`),
  terms: () => send('GET', 'rollouts/terms'),
  revisions: (fleet) => send('GET', `revisions${query({ fleet })}`),
  compare: (from, to) => send('GET', `revisions/${id(from)}/diff/${id(to)}`),
  planRevision: (number) => send('POST', `revisions/${id(number)}/plan`),
  nodes: () => send('GET', 'nodes'),
  hosts: () => send('GET', 'hosts'),
  ports: () => send('GET', 'ports'),
  drift: () => send('GET', 'drift'),
  purge: (days) => send('POST', `jobs/purge${query({ days })}`),
  backups: () => send('GET', 'backups'),
  backUp: (wish) => send('POST', 'backups', { body: wish }),
  checkBackup: (number, passphrase) => send('POST', `backups/${id(number)}/check`, { passphrase }),
  restores: () => send('GET', 'restores'),
  checkArchive: (file, passphrase, replace) => send('POST', `restores/check${query({ replace: replace || '' })}`, { body: file, type: 'application/zip', passphrase }),
  restore: (file, passphrase, replace) => send('POST', `restores${query({ replace: replace || '' })}`, { body: file, type: 'application/zip', passphrase }),
  drills: () => send('GET', 'drills'),
  startDrill: (wish) => send('POST', 'drills', { body: wish }),
  calls: (before, server) => send('GET', `calls${query({ before, server, size: 50 })}`),
  limitToken: (id, scope) => send('PUT', `tokens/${encodeURIComponent(id)}/scope`, { body: scope }),
  audit: (page, size) => send('GET', `audit${query({ page, size })}`),
  users: () => send('GET', 'users'),
  addUser: (user) => send('POST', 'users', { body: user }),
  changeUser: (name, change) => send('PUT', `users/${id(name)}`, { body: change }),
  tokens: () => send('GET', 'tokens'),
  addToken: (token) => send('POST', 'tokens', { body: token }),
  revokeToken: (number) => send('DELETE', `tokens/${id(number)}`),
  secrets: () => send('GET', 'secrets'),
  setSecret: (name, value) => send('PUT', `secrets/${id(name)}`, { body: value, type: 'text/plain; charset=utf-8' }),
  removeSecret: (name) => send('DELETE', `secrets/${id(name)}`),
};
