/** How much a server may be called, and how the coordinator signs in at a remote one. */
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t } from '../i18n.js';

/** @param {{perSecond?: number, burst?: number, atOnce?: number} | undefined} calls of a definition; absent for no limit */
export function callsCard(calls) {
  if (!calls) {
    return nothing;
  }
  const rows = /** @type {[string, number | undefined][]} */ ([
    ['callLimits.perSecond', calls.perSecond],
    ['callLimits.burst', calls.burst],
    ['callLimits.atOnce', calls.atOnce],
  ]);
  return html`<section class="card" id="call-limits"><h2>${t('callLimits.title')}</h2>
    <p class="quiet">${t('callLimits.text')}</p>
    <dl class="facts">${rows.map(([key, value]) => html`<dt>${t(key)}</dt><dd>${value ? number(value) : t('limits.any')}</dd>`)}</dl></section>`;
}

/** @param {{oauth: any} | undefined} auth of a definition; what is secret of it never comes here */
export function signInCard(auth) {
  if (!auth?.oauth) {
    return nothing;
  }
  const { clientId, proof, method, algorithm, kid, issuer, scopes } = auth.oauth;
  const rows = [
    ['signIn.client', html`<code>${clientId}</code>`],
    ['signIn.proof', html`${t(`signIn.${proof}`)}${method ?? algorithm ? html` <span class="quiet">(${[method, algorithm, kid].filter(Boolean).join(', ')})</span>` : nothing}`],
    ['signIn.issuer', issuer ? html`<code>${issuer}</code>` : t('signIn.named')],
    ['signIn.scopes', scopes?.length ? html`<code>${scopes.join(' ')}</code>` : t('signIn.named')],
  ];
  return html`<section class="card" id="sign-in"><h2>${t('signIn.title')}</h2>
    <dl class="facts">${rows.map(([key, value]) => html`<dt>${t(/** @type {string} */ (key))}</dt><dd>${value}</dd>`)}</dl></section>`;
}
