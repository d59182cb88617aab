/** The last probes as bars: height is the time taken, colour and a full-height bar mark the failed ones. */
import { html, svg } from 'lit';
import { number } from '../format.js';
import { t, word } from '../i18n.js';

const WIDTH = 600;
const HEIGHT = 56;

/** @param {{at: string, ok: boolean, millis: number, reason: string}[]} told in any order */
export function sparkline(told) {
  const probes = [...told].sort((a, b) => a.at.localeCompare(b.at));
  if (!probes.length) {
    return html`<p class="quiet">${t('server.noProbes')}</p>`;
  }
  const slowest = Math.max(...probes.filter((probe) => probe.ok).map((probe) => probe.millis), 1);
  const step = WIDTH / Math.max(probes.length, 30);
  const good = probes.filter((probe) => probe.ok);
  const mean = good.length ? good.reduce((sum, probe) => sum + probe.millis, 0) / good.length : 0;
  const text = t('server.probesText', { n: probes.length, failed: probes.length - good.length, mean: Math.round(mean), slowest });
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${text}>
      ${probes.map((probe, index) => {
        const height = probe.ok ? Math.max(3, (probe.millis / slowest) * (HEIGHT - 8)) : HEIGHT;
        return svg`<rect class=${probe.ok ? 'ok' : 'bad'} x=${index * step} y=${HEIGHT - height} width=${step * 0.72} height=${height}>
          <title>${new Date(probe.at).toLocaleTimeString()} · ${number(probe.millis)} ms · ${word('reason', probe.reason)}</title></rect>`;
      })}
    </svg>
    <p class="quiet">${text}</p>`;
}
