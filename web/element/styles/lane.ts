// SPDX-License-Identifier: Apache-2.0
// Lane cards, the loss picker and the key below the lanes.
import { css } from 'lit';

export const lane = css`
  .edge-1 {
    --lane: var(--ls-lane-1);
  }

  .edge-2 {
    --lane: var(--ls-lane-2);
  }

  .edge-3 {
    --lane: var(--ls-lane-3);
  }

  .edge-4 {
    --lane: var(--ls-lane-4);
  }

  .lane {
    border-top: 3px solid var(--lane);
  }

  .lane.chosen {
    outline: 2px solid var(--lane);
    outline-offset: 1px;
  }

  .card:has([aria-expanded='true']) {
    z-index: 5;
  }

  .lane-head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: center;
    align-content: start;
    min-height: 40px;
    padding: 6px 72px 0 16px;
  }

  .lane-head > .tiny {
    position: absolute;
    top: 10px;
    right: 8px;
  }

  .lane-head > .take:not(:last-child) {
    right: 40px;
  }

  losscape-picker {
    position: relative;
    min-width: 0;
  }

  .picker-button {
    display: flex;
    gap: 4px;
    align-items: center;
    max-width: 100%;
    padding: 4px 8px;
    border-color: transparent;
    background: none;
    font-weight: 600;
  }

  .picker-button:hover,
  .picker-button[aria-expanded='true'] {
    background: var(--ls-soft);
  }

  .picker-title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .picker-button .icon {
    color: var(--ls-mute);
  }

  .numbers {
    display: flex;
    gap: 12px;
    margin: 0 0 0 auto;
    min-height: 32px;
    align-items: center;
  }

  .numbers div {
    display: flex;
    gap: 4px;
    align-items: baseline;
  }

  .numbers dt {
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .numbers dd {
    min-width: 3.4em;
    margin: 0;
    text-align: right;
  }

  .numbers .faint {
    color: var(--ls-mute);
  }

  .lane-form {
    display: flex;
    flex-wrap: wrap;
    gap: 0 24px;
    align-items: center;
    align-content: start;
    min-height: 36px;
    padding: 0 16px;
  }

  .formula {
    min-height: 1.5em;
    max-width: 100%;
    overflow: auto hidden;
    color: var(--ls-mute);
    white-space: nowrap;
  }

  .formula math {
    font-size: 0.95em;
  }

  .lane-form .slider {
    flex: 1 1 152px;
    max-width: 232px;
    grid-template-columns: auto minmax(56px, 1fr) 3.2em;
    align-items: center;
    margin-left: auto;
  }

  .lane-form .slider + .slider {
    margin-left: 0;
  }

  .lane-form .slider input {
    grid-area: 1 / 2;
  }

  .lane-form .slider-value {
    grid-area: 1 / 3;
  }

  .lane-form .hint {
    grid-column: 4;
  }

  losscape-plot {
    display: grid;
    min-height: 0;
  }

  .plot {
    position: relative;
    flex: 1;
    min-width: 0;
    border-radius: 0 0 var(--ls-radius) var(--ls-radius);
  }

  .plot canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  .over-sample {
    cursor: grab;
  }

  .plot .dragging {
    cursor: grabbing;
  }

  .tip {
    position: absolute;
    z-index: 2;
    top: 0;
    left: 0;
    display: grid;
    gap: 0 8px;
    padding: 8px 12px;
    border: 1px solid var(--ls-line);
    border-radius: 8px;
    background: var(--ls-panel);
    box-shadow: 0 4px 16px rgb(0 0 0 / 14%);
    font-size: var(--ls-small);
    pointer-events: none;
    white-space: nowrap;
  }

  .tip[hidden] {
    display: none;
  }

  .tip i {
    color: var(--ls-mute);
    font-style: normal;
  }

  .numbers.diverged {
    margin: 0;
    font-weight: 600;
  }

  .popup {
    position: absolute;
    z-index: 6;
    top: calc(100% + 4px);
    left: -36px;
    width: min(368px, calc(100cqi - 40px));
    padding: 8px;
    border: 1px solid var(--ls-edge);
    border-radius: 12px;
    background: var(--ls-panel);
    box-shadow: 0 12px 40px rgb(0 0 0 / 22%);
  }

  /* At the right edge, where there is no room to the right, nor below a button as high as the lanes. */
  .adder .popup {
    top: 44px;
    right: 0;
    left: auto;
  }

  .search {
    width: 100%;
  }

  .options {
    max-height: 312px;
    margin-top: 8px;
    overflow-y: auto;
  }

  .elsewhere {
    margin: 8px 0 0;
    padding: 8px 0 0;
    border-top: 1px solid var(--ls-line);
    list-style: none;
  }

  .elsewhere li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: baseline;
    padding: 4px 8px;
    color: var(--ls-mute);
  }

  .write {
    width: 100%;
    margin-top: 8px;
  }

  .family {
    padding: 8px 8px 4px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
    font-weight: 600;
  }

  .family::first-letter {
    text-transform: uppercase;
  }

  .option {
    display: grid;
    padding: 6px 8px;
    border-radius: 8px;
    cursor: pointer;
  }

  .option:hover,
  .option.at {
    background: var(--ls-soft);
  }

  .option.at {
    box-shadow: inset 3px 0 0 var(--lane);
  }

  .option[aria-selected='true'] .option-title {
    font-weight: 600;
  }

  .option-use {
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .none {
    margin: 8px;
    color: var(--ls-mute);
  }

  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    align-items: center;
    min-height: 20px;
    margin: 0;
    padding: 0 4px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .key .end {
    margin-left: auto;
  }

  .mark::before {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-right: 6px;
    border: 1.5px solid currentcolor;
    border-radius: 50%;
    content: '';
    forced-color-adjust: none;
  }

  .disc::before {
    background: currentcolor;
  }

  .diamond::before {
    border-color: var(--ls-ink);
    border-radius: 0;
    background: var(--ls-ink);
    transform: rotate(45deg);
  }

  .diamond.hollow::before {
    background: none;
  }

  .arrow::before {
    width: auto;
    height: auto;
    border: 0;
    content: '↑';
    line-height: 1;
  }

  .halo::before {
    width: 11px;
    height: 11px;
    border: 1.5px solid var(--ls-lane-1);
    border-radius: 50%;
    background: none;
  }

  .band::before {
    width: 16px;
    border: 0;
    border-radius: 2px;
    background: color-mix(in srgb, var(--ls-lane-1) 30%, transparent);
  }

  .steering {
    display: flex;
    gap: 12px;
    align-items: center;
    margin: 0;
    padding: 2px 12px 8px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .steering canvas {
    flex: 1 1 80px;
    min-width: 60px;
    height: 14px;
  }

  .steering span {
    flex: 0 1 auto;
    min-height: 1.3em;
  }

  .cross::before,
  .pull::before {
    width: auto;
    height: auto;
    border: 0;
    content: '✗';
    line-height: 1;
  }

  .pull::before {
    content: '→';
  }

  .ramp::before {
    width: 40px;
    border: 0;
    border-radius: 2px;
    background: linear-gradient(to right, #440154, #3b518b, #21908d, #5cc863, #fde725);
  }

  .class::before {
    border-color: var(--class);
    background: var(--class);
  }

  .class-1 {
    --class: var(--ls-class-1);
  }

  .class-2 {
    --class: var(--ls-class-2);
  }

  .class-2::before {
    border-radius: 1px;
  }

  .class-3 {
    --class: var(--ls-class-3);
  }

  .class-3::before {
    width: 10px;
    height: 9px;
    border: 0;
    border-radius: 0;
    clip-path: polygon(50% 0, 100% 100%, 0 100%);
  }

  .class-4 {
    --class: var(--ls-class-4);
  }

  .class-5 {
    --class: var(--ls-class-5);
  }

  .class-6 {
    --class: var(--ls-class-6);
  }
`;
