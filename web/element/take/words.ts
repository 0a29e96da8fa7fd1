// SPDX-License-Identifier: Apache-2.0
// Words of the dialog of what can be taken away, fetched with it.
export const words = {
  title: 'Take it away',
  run: 'This run',
  historyCsv: 'History (CSV)',
  historyJson: 'History (JSON)',
  data: 'Data (CSV)',
  code: 'This experiment as code',
  codeOf: { pytorch: 'PyTorch', keras: 'Keras', jax: 'JAX', losscape: 'Losscape' },
  codeNeeds: 'Save the data as data.csv beside the program.',
  missing: 'Not in this program, because the library has no counterpart or it is not known:',
  embed: 'Embed it',
  embedOf: { element: 'Element', iframe: 'Frame', markdown: 'Markdown' },
  link: 'Link',
  qr: 'The link as a QR code',
  qrFailed: 'The link is too long for a QR code.',
  copy: 'Copy',
  copied: 'Copied',
  copyByHand: 'Select the text and copy it.',
  save: 'Save',
  close: 'Close',
};
