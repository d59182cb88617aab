/** What an operator may do with a server, each asked about before it is done. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { confirm, say } from './ask.js';

/** Which actions make sense for a server as it is. @param {import('../store.js').Server} server */
function sensible(server) {
  if (server.state === 'QUARANTINED') {
    return ['release', 'restart', 'stop'];
  }
  if (server.desired === 'STOPPED') {
    return ['start'];
  }
  return ['restart', ...(server.draining ? ['release'] : ['drain']), 'quarantine', 'stop'];
}

const DANGEROUS = ['stop', 'quarantine'];

/**
 * @param {import('../store.js').Server} server
 * @param {() => void} done
 */
export function serverActions(server, done) {
  if (!session.can('operator')) {
    return nothing;
  }
  const ask = async (/** @type {string} */ action) => {
    const name = t(`do.${action}`);
    const was = await confirm({
      title: t('server.confirmTitle', { action: name, name: server.name }),
      text: t(`do.${action}.text`),
      yes: name,
      danger: DANGEROUS.includes(action),
      act: () => api.act(server.name, action),
    });
    if (was) {
      say(t('server.asked', { action: name, name: server.name }));
      done();
    }
  };
  return html`<div class="row" role="group" aria-label=${t('server.actions')}>
    ${sensible(server).map(
      (action) => html`<button type="button" data-action=${action} class=${DANGEROUS.includes(action) ? 'danger' : ''} @click=${() => ask(action)}>${t(`do.${action}`)}</button>`,
    )}
  </div>`;
}
