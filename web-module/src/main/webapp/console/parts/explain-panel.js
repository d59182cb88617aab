/** Why a server is as it is, and what to try next. */
import { html, nothing } from 'lit';
import { dateTime } from '../format.js';
import { t } from '../i18n.js';
import { copyButton } from './ask.js';

/** @param {any} explanation */
export function explainPanel(explanation) {
  const copies = explanation.copies ?? [];
  const lines = copies.flatMap((copy) => copy.lines ?? []);
  const failed = copies.flatMap((copy) => (copy.probes ?? []).filter((probe) => !probe.ok)).slice(0, 3);
  const exits = copies.filter((copy) => copy.exitCode != null);
  return html`<section class="card" id="explain" aria-live="polite"><h2>${t('explain.title')}</h2>
    <p>${explanation.sentence}</p>
    <dl class="facts">
      <dt>${t('explain.wish')}</dt><dd>${explanation.wish}</dd>
      ${copies.slice(0, 3).map((copy) => html`<dt>${t('explain.evidence')}</dt><dd>${copy.evidence}</dd>`)}
      ${exits.map((copy) => html`<dt>${t('explain.exit')}</dt><dd>${copy.name}: ${copy.exitCode}</dd>`)}
      ${failed.map((probe) => html`<dt>${t('explain.probe')}</dt><dd>${dateTime(probe.at)}: ${probe.reason} ${probe.detail}</dd>`)}
      ${(explanation.gates ?? []).map((gate) => html`<dt>${t('explain.gate')}</dt><dd>${gate.sentence}</dd>`)}
    </dl>
    ${lines.length ? html`<h3>${t('explain.lines')}</h3><pre>${lines.join('\n')}</pre>` : nothing}
    ${explanation.advice?.sentence
      ? html`<p class="note"><b>${t('explain.next')}</b> ${explanation.advice.sentence}
          ${explanation.advice.command ? html`<code>${explanation.advice.command}</code>${copyButton(explanation.advice.command)}` : nothing}</p>`
      : nothing}
  </section>`;
}
