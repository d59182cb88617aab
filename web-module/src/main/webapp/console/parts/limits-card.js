/** What a program may take, and by which means of its host that is enforced. */
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t } from '../i18n.js';

const NAMES = ['memory', 'processes', 'files', 'cpu'];

/**
 * @param {any} limits of a definition; absent for what is no program
 * @param {string | undefined} network what of the network it reaches
 * @param {Record<string, string> | undefined} host the means; empty where nobody knows them
 * @param {boolean} [image] true for what runs in a container
 */
export function limitsCard(limits, network, host, image = false) {
  if (!limits) {
    return nothing;
  }
  const known = host && Object.keys(host).length > 0 && !(image && !host.images);
  const confines = known && image ? inside(host) : (host ?? {});
  return html`<section class="card" id="limits"><h2>${t('limits.title')}</h2>
    <dl class="facts">${NAMES.map(
      (name) => html`<dt>${t(`limits.${name}`)}</dt>
        <dd>${value(limits[name])}${known && confines[name] !== '' ? html`<br /><span class="quiet">${by(confines, name)}</span>` : nothing}</dd>`,
    )}
    <dt>${t('limits.network')}</dt>
    <dd>${t(`limits.network.${network ?? 'any'}`)}${known && network && network !== 'any' ? html`<br /><span class="quiet">${by(confines, 'network')}</span>` : nothing}</dd>
    ${known && image ? html`<dt>${t('limits.images')}</dt><dd>${host.images}<br /><span class="quiet">${t('limits.inside')}</span></dd>` : nothing}
    ${known && !image ? html`<dt>${t('limits.user')}</dt><dd>${user(confines)}</dd>` : nothing}</dl>
  </section>`;
}

/** Of a container; whether its processors are counted its host does not say. @param {Record<string, string>} host */
function inside(host) {
  const held = host.images.endsWith('watched') ? 'watch' : 'group';
  return { memory: held, processes: held, files: 'process', cpu: '', network: 'namespace' };
}

/** By which means a host holds programs to their limits, whatever those are. @param {Record<string, string>} confines */
export function means(confines) {
  return html`<dl class="facts">${NAMES.map((name) => html`<dt>${t(`limits.${name}`)}</dt><dd>${by(confines, name)}</dd>`)}
    <dt>${t('limits.network')}</dt><dd>${t(`limits.apart.${confines.network ?? 'none'}`)}</dd>
    <dt>${t('limits.user')}</dt><dd>${user(confines)}</dd></dl>`;
}

/** What an agent does not name it does not enforce. @param {Record<string, string>} confines @param {string} name */
const by = (confines, name) => t(`limits.by.${confines[name] ?? 'none'}`);

/** @param {unknown} limit */
function value(limit) {
  return limit === undefined || limit === null ? t('limits.any') : typeof limit === 'number' ? number(limit) : String(limit).replace(/^(\d+)([MG]B)$/, '$1 $2');
}

/** @param {Record<string, string>} confines */
function user(confines) {
  return html`${confines.user || t('limits.sameUser')}${confines.privileges === 'no-new' ? html`<br /><span class="quiet">${t('limits.noNew')}</span>` : nothing}`;
}
