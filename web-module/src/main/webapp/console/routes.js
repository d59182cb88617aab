/** Addresses of the console and the page behind each; a page's module is loaded when it is first opened. */
import { Router } from '@vaadin/router';
import { t } from './i18n.js';
import { session } from './session.js';

/** Emits `change` after a page has opened. */
export const place = new EventTarget();

/**
 * @param {string} path below /console
 * @param {string} element
 * @param {() => Promise<unknown>} load
 * @param {'viewer' | 'operator' | 'admin'} [role] the least that may open it
 */
const page = (path, element, load, role = 'viewer') => ({
  path,
  action: async (/** @type {any} */ _context, /** @type {any} */ commands) => {
    if (!session.can(role)) {
      await import('./pages/missing.js');
      return commands.component('forbidden-page');
    }
    await load();
    return commands.component(element);
  },
});

const ROUTES = [
  page('/', 'fleet-page', () => import('./pages/fleet.js')),
  page('/servers', 'servers-page', () => import('./pages/servers.js')),
  page('/servers/:name', 'server-page', () => import('./pages/server.js')),
  page('/tools', 'tools-page', () => import('./pages/tools.js')),
  page('/add', 'add-servers-page', () => import('./pages/add-servers.js'), 'operator'),
  page('/rollouts', 'rollouts-page', () => import('./pages/rollouts.js')),
  page('/rollouts/new', 'new-rollout-page', () => import('./pages/new-rollout.js'), 'operator'),
  page('/rollouts/:id', 'rollout-page', () => import('./pages/rollout.js')),
  page('/revisions', 'revisions-page', () => import('./pages/revisions.js')),
  page('/nodes', 'nodes-page', () => import('./pages/nodes.js')),
  page('/users', 'users-page', () => import('./pages/users.js'), 'admin'),
  page('/secrets', 'secrets-page', () => import('./pages/secrets.js'), 'admin'),
  page('/upkeep', 'upkeep-page', () => import('./pages/upkeep.js'), 'admin'),
  page('/audit', 'audit-page', () => import('./pages/audit.js'), 'admin'),
  page('(.*)', 'missing-page', () => import('./pages/missing.js')),
];

/** @type {Router | null} */
let router = null;
let opened = '';

/** Shows pages in this element; each signing in brings a new one. @param {HTMLElement} outlet */
export function startRouting(outlet) {
  router?.unsubscribe();
  router = new Router(outlet);
  opened = '';
  void router.setRoutes(ROUTES);
}

addEventListener('vaadin-router-location-changed', () => {
  const first = opened === '';
  const moved = opened !== location.pathname;
  opened = location.pathname;
  place.dispatchEvent(new Event('change'));
  requestAnimationFrame(() => {
    const heading = document.querySelector('main.outlet h1')?.textContent?.trim();
    document.title = heading ? `${heading} · ${t('app.title')}` : t('app.title');
  });
  if (moved && !first) {
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }
});

/** @param {string} path below /console/, without a slash at its start */
export const go = (path) => Router.go(`/console/${path}`);
