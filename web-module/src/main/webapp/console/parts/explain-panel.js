/** Why a server or a rollout is as it is, on which evidence, what happened last, and what to try next. */
import { html, nothing } from 'lit';
import { dateTime, number } from '../format.js';
import { t, word } from '../i18n.js';
import { copyButton } from './ask.js';

/** The last ones; of several copies those that failed. */
const PROBES = 3;

/** @param {any} probe */
const outcome = (probe) =>
  probe.ok ? t('explain.answered', { ms: number(probe.millis) }) : `${word('reason', probe.reason)}${probe.detail ? `, ${probe.detail}` : ''}`;

/** @param {any} explanation */
export function explainPanel(explanation) {
  const copies = explanation.copies ?? [];
  const named = copies.length > 1 || explanation.subject.startsWith('rollout');
  const lines = copies.flatMap((copy) => (copy.lines ?? []).map((line) => (named ? `${copy.name}: ${line}` : line)));
  const probes = copies.flatMap((copy) => (copy.probes ?? []).filter((probe) => !named || !probe.ok)).slice(0, PROBES);
  const exits = copies.filter((copy) => copy.exitCode != null);
  return html`<section class="card" id="explain" aria-live="polite"><h2>${t('explain.title')}</h2>
    <p>${explanation.sentence}</p>
    <dl class="facts">
      <dt>${t('explain.wish')}</dt><dd>${explanation.wish}</dd>
      ${copies.map((copy) => html`<dt>${named ? copy.name : t('explain.evidence')}</dt>
        <dd>${named ? html`${word('state', copy.state)}: ${word('reason', copy.reason)}${copy.detail ? `, ${copy.detail}` : ''}<br />` : nothing}<span class=${named ? 'quiet' : ''}>${copy.evidence}</span></dd>`)}
      ${(explanation.others ?? []).length ? html`<dt>${t('explain.others')}</dt><dd>${explanation.others.join('; ')}</dd>` : nothing}
      ${exits.map((copy) => html`<dt>${t('explain.exit')}</dt><dd>${copy.name}: ${copy.exitCode}</dd>`)}
      ${probes.map((probe) => html`<dt>${t('explain.probe')}</dt><dd>${dateTime(probe.at)}: ${outcome(probe)}</dd>`)}
      ${(explanation.gates ?? []).filter((gate) => gate.verdict !== 'PASS').map((gate) => html`<dt>${t('explain.gate')}</dt><dd>${gate.sentence}</dd>`)}
      ${(explanation.events ?? []).map((event) => html`<dt>${dateTime(event.at)}</dt><dd>${event.sentence}</dd>`)}
    </dl>
    ${lines.length ? html`<h3>${t('explain.lines')}</h3><pre>${lines.join('\n')}</pre>` : nothing}
    ${explanation.advice?.sentence
      ? html`<p class="note"><b>${t('explain.next')}</b> ${explanation.advice.sentence}
          ${explanation.advice.command ? html`<code>${explanation.advice.command}</code>${copyButton(explanation.advice.command)}` : nothing}</p>`
      : nothing}
  </section>`;
}
