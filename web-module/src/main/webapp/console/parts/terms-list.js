/** What was agreed on for a rollout: the numbers by their names in the API, and what is to be done by hand. */
import { html } from 'lit';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { phaseName } from './phase-bar.js';

/** @param {import('../store.js').Rollout} rollout */
export function termsList(rollout) {
  const { terms } = rollout;
  const manual = terms.manual
    .filter((phase) => phase < rollout.phases.length - 1)
    .map((phase) => phaseName(rollout.phases[phase].name, rollout.phases[phase].target));
  return html`<details class="card"><summary><h2>${t('rollout.terms')}</h2></summary>
    <dl class="facts">
      <dt>${t('rollout.promotion')}</dt><dd>${manual.length ? t('rollout.promotionManual', { phases: manual.join(', ') }) : t('rollout.promotionAutomatic')}</dd>
      <dt>${t('rollout.autoRollback')}</dt><dd>${t(terms.rollback ? 'rollout.on' : 'rollout.off')}</dd>
      ${Object.entries(terms.numbers).sort(([a], [b]) => a.localeCompare(b)).map(([name, value]) => html`<dt><code>${name}</code></dt><dd>${number(value)}</dd>`)}
    </dl></details>`;
}
