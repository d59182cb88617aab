/** What may be agreed on for a rollout, folded away: whoever leaves it closed gets the profile as it is. */
import { html } from 'lit';
import { number } from '../format.js';
import { t, word } from '../i18n.js';
import { phaseName } from './phase-bar.js';

/** @typedef {{name: string, least: number, most: number, careful: number, quick: number}} Term */

const GROUPS = {
  pace: ['batchSize', 'parallel', 'maxUnavailablePercent'],
  time: ['batchBakeSeconds', 'phaseBakeSeconds', 'minHealthySeconds', 'healthyDeadlineSeconds', 'progressDeadlineSeconds'],
  limit: ['healthyPercent', 'batchFailurePercent', 'failurePercent', 'latencyP95Millis', 'memoryPercent', 'cpuPercent', 'filesPercent', 'processesPercent', 'poolPercent'],
};

/** The phases a rollout will have, canary first. @param {string} phases @param {boolean} canary */
function phasesOf(phases, canary) {
  const targets = phases.split(/[\s,]+/).filter(Boolean).map(Number).filter(Number.isFinite);
  return [...(canary ? [phaseName('canary', 0)] : []), ...targets.map((target) => phaseName('', target))];
}

/**
 * @param {Term[]} terms
 * @param {{profile: string, phases: string, canary: boolean}} chosen
 */
export function termsForm(terms, { profile, phases, canary }) {
  const all = phasesOf(phases, canary);
  const usual = (/** @type {string} */ name) => terms.find((term) => term.name === name)?.[profile === 'quick' ? 'quick' : 'careful'] ?? 0;
  return html`<details id="terms"><summary>${t('rollout.terms')} <span class="quiet">${t('terms.usual', {
      profile: word('profile', profile), batch: usual('batchSize'), unavailable: usual('maxUnavailablePercent'), bake: usual('phaseBakeSeconds') })}</span></summary>
    <fieldset><legend>${t('terms.way')}</legend>
      <label class="row"><input type="checkbox" name="canary" ?checked=${canary} /> ${t('terms.canary')}</label>
      <label class="row"><input type="checkbox" name="autoRollback" /> ${t('terms.autoRollback')}</label>
      <div class="row" role="group" aria-label=${t('terms.manual')}><span>${t('terms.manual')}</span>
        ${all.length > 1
          ? all.slice(0, -1).map((name, index) => html`<label class="row"><input type="checkbox" name="manual" value=${index} /> ${name}</label>`)
          : html`<span class="quiet">${t('terms.onePhase')}</span>`}</div>
    </fieldset>
    ${Object.entries(GROUPS).map(([group, names]) => html`<fieldset><legend>${word('terms', group)}</legend>
      <div class="terms">${names.map((name) => terms.find((term) => term.name === name)).filter((term) => term !== undefined).map((term) => html`<label class="field">${word('term', term.name)}
        <input type="number" name=${`term.${term.name}`} min=${term.least} max=${term.most} step="1" placeholder=${usual(term.name)}
          aria-describedby=${`bounds-${term.name}`} /><span class="quiet" id=${`bounds-${term.name}`}>${t('terms.bounds', {
            usual: number(usual(term.name)), least: number(term.least), most: number(term.most) })}</span></label>`)}</div></fieldset>`)}
    <p class="quiet">${t('terms.hint')}</p>
  </details>`;
}

/** The members of the request that the form's fields ask for; a field left empty asks for nothing. @param {FormData} values */
export function termsOf(values) {
  const numbers = [...values.entries()]
    .filter(([name, value]) => name.startsWith('term.') && value !== '')
    .map(([name, value]) => [name.slice('term.'.length), Number(value)]);
  return {
    terms: Object.fromEntries(numbers),
    canary: values.has('canary'),
    manual: values.getAll('manual').map(Number),
    autoRollback: values.has('autoRollback'),
  };
}
