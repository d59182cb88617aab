/** Problems as people see them: what went wrong, the code for scripts and searches, each mistake with its place. */
import { html, nothing } from 'lit';
import { t, word } from '../i18n.js';

/** @param {import('../api.js').Problem} problem */
export function sentenceOf(problem) {
  const known = word('problem', problem.code);
  return known === problem.code ? problem.title || problem.detail || problem.code : known;
}

/**
 * @param {import('../api.js').Problem | null} problem
 * @param {() => void} [again] offered as a button
 */
export function problemBox(problem, again) {
  if (!problem) {
    return nothing;
  }
  const sentence = sentenceOf(problem);
  return html`<div class="problem" role="alert">
    <p class="problem-title"><span class="mark" data-s="FAILED" aria-hidden="true"></span>${sentence}<code>${problem.code}</code></p>
    ${problem.detail && problem.detail !== sentence ? html`<p>${problem.detail}</p>` : nothing}
    ${problem.mistakes.length
      ? html`<ul>
          ${problem.mistakes.map((mistake) => html`<li><code>${mistake.place}</code> ${mistake.message}</li>`)}
        </ul>`
      : nothing}
    ${problem.instance ? html`<p class="quiet">${problem.instance}</p>` : nothing}
    ${again ? html`<button type="button" @click=${again}>${t('action.again')}</button>` : nothing}
  </div>`;
}
