// SPDX-License-Identifier: Apache-2.0
// The cards of the stage, one entry each. A card with `load` costs nothing until it is opened.
import { html, type TemplateResult } from 'lit';
import type { CardId } from '../state-view.ts';
import './chart.ts';
import type { Experiment } from './experiment.ts';
import type { Look } from './look.ts';
import './shape-chart.ts';

/** What a card is given; charts of one `sync` share their pointer. */
export interface ViewParts {
  experiment: Experiment;
  look: Look;
  sync: string;
}

export interface View {
  /** Imports the module that registers the card's element. */
  load?: () => Promise<unknown>;
  draw(parts: ViewParts): TemplateResult;
}

export const views: Readonly<Record<CardId, View>> = {
  loss: {
    draw: ({ experiment, look, sync }) =>
      html`<losscape-chart .experiment=${experiment} .look=${look} kind="loss" sync=${sync}></losscape-chart>`,
  },
  metric: {
    draw: ({ experiment, look, sync }) =>
      html`<losscape-chart .experiment=${experiment} .look=${look} kind="metric" sync=${sync}></losscape-chart>`,
  },
  shape: {
    draw: ({ experiment, look }) =>
      html`<losscape-shape .experiment=${experiment} .look=${look}></losscape-shape>`,
  },
  network: {
    load: () => import('./view-network.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-network .experiment=${experiment} .look=${look}></losscape-network>`,
  },
  surface: {
    load: () => import('./view-surface.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-surface .experiment=${experiment} .look=${look}></losscape-surface>`,
  },
  samples: {
    load: () => import('./view-samples.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-samples .experiment=${experiment} .look=${look}></losscape-samples>`,
  },
  gradients: {
    load: () => import('./view-gradients.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-gradients .experiment=${experiment} .look=${look}></losscape-gradients>`,
  },
  embedding: {
    load: () => import('./view-embedding.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-embedding .experiment=${experiment} .look=${look}></losscape-embedding>`,
  },
  terms: {
    load: () => import('./view-terms.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-term-curves .experiment=${experiment} .look=${look}></losscape-term-curves>`,
  },
  cost: {
    load: () => import('./view-cost.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-cost .experiment=${experiment} .look=${look}></losscape-cost>`,
  },
  race: {
    load: () => import('./view-race.ts'),
    draw: ({ experiment, look }) =>
      html`<losscape-race .experiment=${experiment} .look=${look}></losscape-race>`,
  },
};
