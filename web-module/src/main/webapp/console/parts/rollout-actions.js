/** What an operator may do with a rollout, by its state. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { store } from '../store.js';
import { confirm, say } from './ask.js';

const SENSIBLE = {
  PENDING: ['pause', 'recover', 'abort'],
  RUNNING: ['pause', 'recover', 'rollback', 'abort'],
  PAUSED: ['resume', 'rollback', 'abort'],
  AWAITING_PROMOTION: ['promote', 'rollback', 'abort'],
  ABORTING: ['recover'],
  ROLLING_BACK: ['recover', 'abort'],
  FAILED: ['recover', 'rollback'],
  CANCELLED: ['rollback'],
};

/** What cannot be taken back. */
const FINAL = ['abort', 'rollback'];

/** Who waits for a person has passed; who was paused by a gate has not. @param {import('../store.js').Rollout} rollout @param {string} action */
const meant = (rollout, action) =>
  action === 'promote' && rollout.state === 'AWAITING_PROMOTION' ? t('steer.promote.ready.text') : t(`steer.${action}.text`);

/** @param {import('../store.js').Rollout} rollout @returns {string[]} */
function sensible(rollout) {
  const actions = SENSIBLE[rollout.state] ?? [];
  if (rollout.state === 'PAUSED' && rollout.reason !== 'OPERATOR') {
    return ['promote', ...actions];
  }
  const failed = rollout.state === 'FAILED' && rollout.rollbackRevision ? ['rollback'] : actions;
  return rollout.unacknowledged ? [...failed, 'acknowledge'] : failed;
}

/**
 * @param {import('../store.js').Rollout} rollout
 * @param {(rollout: import('../store.js').Rollout) => void} done
 */
export function rolloutActions(rollout, done) {
  const actions = sensible(rollout);
  if (!session.can('operator') || !actions.length) {
    return nothing;
  }
  const ask = async (/** @type {string} */ action) => {
    const name = t(`steer.${action}`);
    let reason = '';
    const was = await confirm({
      title: `${name}: ${t('rollout.number', { id: String(rollout.id) })}`,
      text: html`${meant(rollout, action)}
        <label class="field">${t('steer.why')}<input name="reason" maxlength="500" @input=${(event) => (reason = event.target.value.trim())} /></label>`,
      yes: name,
      danger: FINAL.includes(action),
      act: async () => {
        const now = await api.steer(rollout.id, action, reason);
        if (now?.state) {
          done(now);
          store.roll(now);
        }
      },
    });
    if (was) {
      say(t('rollout.asked', { action: name }));
    }
  };
  return html`<div class="row" role="group" aria-label=${t('rollout.actions')}>
    ${actions.map((action) => html`<button type="button" data-action=${action} class=${FINAL.includes(action) ? 'danger' : ''} @click=${() => ask(action)}>${t(`steer.${action}`)}</button>`)}
  </div>`;
}
