/** What is known of the fleet now, fed by live.js. Pages read it and listen; nobody else writes it. */

/**
 * @typedef {{name: string, replica: number, category: string, port: number, host: string, node: string, pid: number,
 *   generation: number, attempt: number, desired: string, state: string, reason: string, detail: string,
 *   since: string, endpoint: string, draining: boolean, fleet: string}} Server
 * @typedef {{id: string, first: number, desired: number, states: Record<string, number>}} Category
 * @typedef {{fleet: string, rollout: number, state: string, revision: number, there: number, before: number | null, behind: number,
 *   others: number, same: number, missing: number, sentence: string}} Mixture
 * @typedef {{revision: number, fleet: string, desired: number, states: Record<string, number>, categories: Category[],
 *   degraded: Mixture[]}} Fleet
 * @typedef {{name: string, verdict: string, value: number | null, limit: number, evidence: string, at: string}} Gate
 * @typedef {{number: number, size: number, healthy: number, failed: number}} Batch
 * @typedef {{name: string, target: number, wished: number, healthy: number, batches: Batch[], gates: Gate[]}} Phase
 * @typedef {{profile: string, numbers: Record<string, number>, canary: boolean, manual: number[], rollback: boolean}} Terms
 * @typedef {{id: number, fleet: string, revision: number, state: string, reason: string, detail: string, profile: string,
 *   terms: Terms, phase: number, phases: Phase[], planned: number, failed: number, rollbackRevision: number | null, startedBy: string, startedAt: string,
 *   endedAt: string | null, etaSeconds: number | null, unacknowledged: boolean, acknowledged?: {by: string, at: string} | null}} Rollout
 */

const OPEN = new Set(['PENDING', 'RUNNING', 'PAUSED', 'AWAITING_PROMOTION', 'ABORTING', 'ROLLING_BACK']);

/** @param {Rollout | null | undefined} rollout */
export const isOpen = (rollout) => rollout != null && OPEN.has(rollout.state);

/** @param {{name: string, replica: number}} server */
export const keyOf = (server) => `${server.name}/${server.replica}`;

/** The name alone for the first copy. @param {{name: string, replica: number}} server */
export const labelOf = (server) => (server.replica ? keyOf(server) : server.name);

/** The port as people read it: what speaks stdio takes none. @param {{port: number, endpoint?: string}} server */
export const portOf = (server) => (server.port ? String(server.port) : server.endpoint?.startsWith('stdio:') ? 'stdio' : '–');

/** @typedef {{at: string, kind: 'EJECTED' | 'BACK' | 'PAUSED' | 'ANSWERS' | 'DRAINED', server: string, replica?: number, why: string}} Notice */

/** What is kept of what callers noticed. */
const NOTICES = 20;

/** Events: `reset` (all is new), `moves` (detail: the keys that changed), `fleet`, `rollout`, `link`, `notices`. */
class Store extends EventTarget {
  /** @type {Map<string, Server>} */
  servers = new Map();
  /** @type {Fleet | null} */
  fleet = null;
  /** @type {Rollout | null} */
  rollout = null;
  /** How we hear of changes. @type {'connecting' | 'live' | 'polling' | 'lost'} */
  link = 'connecting';
  /** What callers have noticed since this page was opened, the newest first. @type {Notice[]} */
  notices = [];
  /** True once the servers have arrived for the first time. */
  filled = false;
  /** When something was last heard, in milliseconds since 1970; 0 for never. */
  heardAt = 0;

  /** @param {Server[]} servers @param {Fleet | null} fleet */
  reset(servers, fleet) {
    this.servers = new Map(servers.map((server) => [keyOf(server), server]));
    this.filled = true;
    this.heardAt = Date.now();
    if (fleet) {
      this.fleet = fleet;
    }
    this.dispatchEvent(new Event('reset'));
    this.dispatchEvent(new Event('fleet'));
  }

  /** @param {Server[]} items @param {{name: string, replica: number}[]} gone @param {Fleet | null} fleet */
  move(items, gone, fleet) {
    this.heardAt = Date.now();
    /** @type {Set<string>} */
    const changed = new Set();
    for (const item of items) {
      const key = keyOf(item);
      this.servers.set(key, item);
      changed.add(key);
    }
    for (const key of gone.map(keyOf)) {
      this.servers.delete(key);
      changed.add(key);
    }
    if (changed.size) {
      this.dispatchEvent(new CustomEvent('moves', { detail: changed }));
    }
    if (fleet) {
      this.fleet = fleet;
      this.dispatchEvent(new Event('fleet'));
    }
  }

  /** @param {Rollout | null} rollout */
  roll(rollout) {
    this.rollout = rollout;
    this.dispatchEvent(new Event('rollout'));
  }

  /** @param {Notice[]} items the oldest first */
  notice(items) {
    this.notices = [...items.reverse(), ...this.notices].slice(0, NOTICES);
    this.dispatchEvent(new Event('notices'));
  }

  /** @param {'connecting' | 'live' | 'polling' | 'lost'} link */
  linked(link) {
    if (this.link !== link) {
      if (this.link === 'live') {
        this.heardAt = Date.now();
      }
      this.link = link;
      this.dispatchEvent(new Event('link'));
    }
  }

  /** @param {string} name @returns {Server[]} all copies of a server */
  copies(name) {
    return [...this.servers.values()].filter((server) => server.name === name).sort((a, b) => a.replica - b.replica);
  }
}

export const store = new Store();
