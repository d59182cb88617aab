/** What a drill did, as people read it: its steps while it goes on, its figures when it is over. */
import { html, nothing } from 'lit';
import { number, seconds } from '../format.js';
import { t, word } from '../i18n.js';

/**
 * @typedef {{toStruck: number, toStruckFailed: number, lastFailureSeconds?: number, toOthers: number, toOthersFailed: number}} Calls
 * @typedef {{step: string, fault: string, faultAt?: string, noticedSeconds?: number, healedSeconds?: number, struck: number,
 *   others: number, touched: string[], calls?: Calls}} Report
 * @typedef {{id: number, drill: string, target: string, seconds: number, startedBy: string, startedAt: string, state: string,
 *   detail: string, report: Report}} Drill
 */

/** How many are named when others were touched. */
const NAMED = 10;

/** @param {Drill} drill */
export function drillName(drill) {
  const process = drill.target ? word('category', drill.target) : t('drill.agent');
  const parts = [word('drill', drill.drill), drill.drill === 'kill-host-process' ? process : drill.target, drill.seconds ? t('drill.forSeconds', { n: drill.seconds }) : ''];
  return parts.filter(Boolean).join(' · ');
}

/** The way of a drill, one step after the other. @param {Drill} drill */
export function drillSteps(drill) {
  const { report } = drill;
  const over = drill.state !== 'RUNNING';
  const steps = [
    ['prepare', report.step !== '' && drill.state !== 'REFUSED', ''],
    ['fault', report.faultAt !== undefined, ''],
    ['notice', report.noticedSeconds !== undefined, report.noticedSeconds],
    ['heal', report.healedSeconds !== undefined, report.healedSeconds],
  ];
  const now = over ? -1 : steps.findIndex(([, done]) => !done);
  return html`<ol class="steps" id="drill-steps" aria-label=${t('drill.steps')}>
    ${steps.map(([step, done, at], index) => html`<li data-step=${step} ?data-done=${done} aria-current=${index === now ? 'step' : nothing}>
      ${t(`drill.step.${step}`)}${typeof at === 'number' ? html` <span class="quiet">${t('drill.after', { time: seconds(at) })}</span>` : nothing}</li>`)}
  </ol>`;
}

/** @param {number} failed @param {number} all @param {number} [last] */
const calls = (failed, all, last) =>
  `${t('drill.failedCalls', { failed: number(failed), all: number(all) })}${last === undefined ? '' : `, ${t('drill.lastFailure', { time: seconds(last) })}`}`;

/** @param {number | undefined} time */
const when = (time) => (time === undefined ? t('drill.never') : t('drill.after', { time: seconds(time) }));

/** The figures of a drill that is over. @param {Drill} drill */
export function drillReport(drill) {
  const { report } = drill;
  return html`<dl class="facts" id="drill-report">
    ${report.fault ? html`<dt>${t('drill.done')}</dt><dd lang="en">${report.fault}</dd>` : nothing}
    ${drill.detail ? html`<dt>${t('upkeep.detail')}</dt><dd lang="en">${drill.detail}</dd>` : nothing}
    ${report.calls
      ? html`<dt>${t('drill.noticed')}</dt><dd>${when(report.noticedSeconds)}</dd>
          <dt>${t('drill.healed')}</dt><dd>${when(report.healedSeconds)}</dd>
          ${report.struck
            ? html`<dt>${t('drill.struck')}</dt><dd>${t('drill.servers', { n: report.struck })}; ${calls(report.calls.toStruckFailed, report.calls.toStruck, report.calls.lastFailureSeconds)}</dd>`
            : nothing}
          <dt>${t('drill.others')}</dt><dd>${t('drill.servers', { n: report.others })}; ${report.touched.length
            ? t('drill.touched', { names: report.touched.slice(0, NAMED).join(', '), all: number(report.touched.length) })
            : t('drill.untouched')}; ${calls(report.calls.toOthersFailed, report.calls.toOthers)}</dd>`
      : nothing}
  </dl>`;
}
