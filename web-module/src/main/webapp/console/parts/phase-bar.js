/** A rollout's phases side by side, each as wide as the servers it adds, filled by wished and healthy ones. */
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t, word } from '../i18n.js';

/** @param {string} name for example `phase-100`, `canary` */
export function phaseName(name, target) {
  return name === 'canary' || name === 'rollback' ? word('phase', name) : number(target);
}

/** PASS, FAIL, INCONCLUSIVE, ERROR, or nothing yet. @param {import('../store.js').Phase} phase */
export function verdictOf(phase) {
  // Whether there is enough for the next batch is a question of its own.
  const verdicts = phase.gates.filter((gate) => !gate.name.endsWith('-headroom')).map((gate) => gate.verdict);
  return ['FAIL', 'ERROR', 'INCONCLUSIVE', 'PASS'].find((verdict) => verdicts.includes(verdict)) ?? '';
}

/** @param {import('../store.js').Rollout} rollout */
export function phaseBar(rollout) {
  let before = 0;
  return html`<ol class="phases" aria-label=${t('rollout.phases')}>
    ${rollout.phases.map((phase, index) => {
      before = phase.name === 'rollback' ? 0 : before;
      const size = Math.max(1, phase.target - before);
      const share = (/** @type {number} */ value) => Math.max(0, Math.min(1, (value - before) / size));
      const [wished, healthy] = [share(phase.wished), share(phase.healthy)];
      before = phase.name === 'rollback' ? 0 : phase.target;
      const verdict = verdictOf(phase);
      const text = t('rollout.phaseText', { name: phaseName(phase.name, phase.target), healthy: phase.healthy, target: phase.target });
      return html`<li class="phase" ?data-now=${index === rollout.phase && !rollout.endedAt} data-verdict=${verdict || nothing}
        .style=${`flex-grow:${Math.sqrt(size)}`} title=${text}>
        <span class="phase-name">${phaseName(phase.name, phase.target)}${verdict
            ? html`<span class="verdict" data-v=${verdict}>${word('verdict', verdict)}</span>`
            : nothing}</span>
        <span class="phase-track"><span class="wished" .style=${`width:${wished * 100}%`}></span><span class="healthy" .style=${`width:${healthy * 100}%`}></span></span>
        <span class="phase-count">${number(phase.healthy)} / ${number(phase.target)}</span>
        <span class="sr-only">${text}</span>
      </li>`;
    })}
  </ol>`;
}
