// SPDX-License-Identifier: Apache-2.0
// The net in numbers: what the sample makes of each layer, and the weights into one of them, before and after a step.
import { html, nothing } from 'lit';
import { formatNumber } from '../views/format.ts';
import { type NetLayer, shapeText, unitsOf } from '../views/network.ts';
import { listed, type Net, signed, targetName, trainedAt } from './network-data.ts';
import { words } from './network-words.ts';

/** More rows than that nobody reads. */
const most = 100;

export function netTable(net: Net, drawn: readonly NetLayer[], chosen: number) {
  return html`<table class="facts">
      <thead><tr>${words.heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>
        ${net.layers.map(
          (layer, i) => html`<tr>
            <th scope="row">${drawn[i]?.title}</th>
            <td>${shapeText(layer.shape)}</td>
            <td>${layer.activation || '–'}</td>
            <td>${listed(layer.values)}</td>
            <td>${listed(layer.gradients)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${weightTable(net, drawn, chosen)}`;
}

function weightTable(net: Net, drawn: readonly NetLayer[], layer: number) {
  const count = net.weights[layer]?.weights.length ?? 0;
  if (count === 0) return nothing;
  const inputs = unitsOf(net.layers[layer - 1] ?? { shape: [] });
  const rows = Array.from({ length: Math.min(count, most) }, (_, i) => {
    const target = { layer, unit: Math.floor(i / inputs), from: i % inputs };
    const { value = Number.NaN, gradient = Number.NaN, change = Number.NaN } = trainedAt(net, target) ?? {};
    return html`<tr>
      <th scope="row">${targetName(drawn, target)}</th>
      <td>${formatNumber(value)}</td>
      <td>${formatNumber(gradient)}</td>
      <td>${signed(change)}</td>
      <td>${formatNumber(value + change)}</td>
    </tr>`;
  });
  return html`<table class="facts">
    <caption>${words.weightsInto(drawn[layer]?.title ?? '')}</caption>
    <thead><tr>${words.weightHeads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows}</tbody>
  </table>
  ${count > most ? html`<p>${words.rest(count - most)}</p>` : nothing}`;
}
