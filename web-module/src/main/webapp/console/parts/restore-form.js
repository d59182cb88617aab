/** An archive comes in: it is read to its end first, and only what was found whole can then be restored. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { bytes, dateTime } from '../format.js';
import { t } from '../i18n.js';
import { problemFrom } from '../view.js';
import { confirm, say } from './ask.js';
import { problemBox } from './problem.js';

/**
 * The form as a function that draws it; it keeps what was chosen and found.
 *
 * @param {import('lit').ReactiveElement} host redrawn at each change
 * @param {() => void} begun called after a restore has begun
 */
export function restoreForm(host, begun) {
  /** @type {File | null} */
  let file = null;
  let passphrase = '';
  let replace = false;
  let busy = false;
  /** What the archive chosen now was found to hold. @type {any} */
  let found = null;
  /** @type {import('../api.js').Problem | null} */
  let problem = null;

  /** Whatever is chosen anew has to be looked at anew. @param {() => void} change */
  const choose = (change) => {
    change();
    found = null;
    problem = null;
    host.requestUpdate();
  };

  const check = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    busy = true;
    found = null;
    problem = null;
    host.requestUpdate();
    try {
      found = await api.checkArchive(/** @type {File} */ (file), passphrase, replace);
    } catch (failure) {
      problem = problemFrom(failure);
    }
    busy = false;
    host.requestUpdate();
  };

  const restore = async () => {
    const was = await confirm({
      title: t('upkeep.restoreNow'),
      text: t(replace ? 'upkeep.restoreReplaces' : 'upkeep.restoreFills', { file: file?.name ?? '', at: dateTime(found.createdAt) }),
      yes: t('upkeep.restoreNow'),
      danger: true,
      act: () => api.restore(/** @type {File} */ (file), passphrase, replace),
    });
    if (was) {
      choose(() => {});
      say(t('upkeep.begun'));
      begun();
    }
  };

  return () => html`<form class="stack" id="restore" @submit=${check}>
    <div class="row end">
      <label class="field">${t('upkeep.archive')}<input type="file" name="archive" accept=".zip,application/zip" required @change=${(event) => choose(() => (file = event.target.files[0] ?? null))} /></label>
      <label class="field">${t('upkeep.passphrase')}<input type="password" name="passphrase" autocomplete="off" maxlength="1024" @input=${(event) => choose(() => (passphrase = event.target.value))} /></label>
    </div>
    <label class="row"><input type="checkbox" name="replace" @change=${(event) => choose(() => (replace = event.target.checked))} /> ${t('upkeep.replace')}</label>
    ${problemBox(problem)}
    ${found
      ? html`<p class="note" role="status" id="found">${t('upkeep.fits', {
          at: dateTime(found.createdAt), node: found.node, rows: found.archive.rows, size: bytes(found.archive.bytes),
          secrets: t(found.archive.guarded ? 'upkeep.withSecrets' : 'upkeep.withoutSecrets') })}
          ${(found.notes ?? []).map((note) => html`<br />${note}`)}</p>
          ${found.settings?.length
            ? html`<div class="scroll"><table id="settings"><caption>${t('upkeep.settings')}</caption>
                <thead><tr><th>${t('upkeep.setting')}</th><th>${t('upkeep.here')}</th><th>${t('upkeep.archive')}</th><th>${t('upkeep.unchanged')}</th></tr></thead>
                <tbody>${found.settings.map((setting) => html`<tr><td><code>${setting.name}</code></td><td>${setting.here || t('upkeep.unset')}</td>
                  <td>${setting.archive || t('upkeep.unset')}</td><td>${setting.reason}</td></tr>`)}</tbody></table></div>`
            : nothing}`
      : nothing}
    <div class="row"><button ?disabled=${busy || !file}>${t(busy ? 'upkeep.checking' : 'upkeep.check')}</button>
      <button type="button" class="danger" id="restore-now" ?disabled=${busy || !found} @click=${restore}>${t('upkeep.restoreNow')}</button>
      ${found ? nothing : html`<span class="quiet">${t('upkeep.checkFirst')}</span>`}</div>
  </form>`;
}
