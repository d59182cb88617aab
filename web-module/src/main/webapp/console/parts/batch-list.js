/** The batches of the phase under way, each with its healthy and failed servers. */
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t } from '../i18n.js';

/** @param {import('../store.js').Rollout} rollout */
export function batchList(rollout) {
  const batches = rollout.phases[rollout.phase]?.batches ?? [];
  if (!batches.length || rollout.endedAt) {
    return nothing;
  }
  return html`<h3>${t('rollout.batches')}</h3><ol class="batches">
    ${batches.map((batch) => {
      const text = t('rollout.batchText', { batch: batch.number + 1, healthy: batch.healthy, size: batch.size, failed: batch.failed });
      return html`<li title=${text} ?data-failed=${batch.failed > 0}>
        <span class="phase-track"><span class="healthy" .style=${`width:${(batch.healthy / Math.max(1, batch.size)) * 100}%`}></span></span>
        <span aria-hidden="true">${number(batch.healthy)} / ${number(batch.size)}${batch.failed ? ` · ${t('rollout.batchFailed', { failed: batch.failed })}` : ''}</span>
        <span class="sr-only">${text}</span>
      </li>`;
    })}
  </ol>`;
}
