// SPDX-License-Identifier: CC-BY-4.0
// Four of the handwritten digits, for their stamp: E. Alpaydin and C. Kaynak 1998, Optical Recognition of Handwritten
// Digits, UCI Machine Learning Repository, doi:10.24432/C50P49, https://creativecommons.org/licenses/by/4.0/. Changed:
// written as in engine/tables/digits.ts, a letter a pixel.
import type { ThumbData } from '../views/thumb.ts';

const four = [
  '0AAFNJBAAAANPKPFAADPCALIAAEMAAIIAAFIAAJIAAELABMHAACOFKMAAAAGNKAAA',
  '1AAAMNFAAAAALQJAAAADPQGAAAHPQQCAAAABQQDAAAABQQGAAAABQQGAAAAALQKAA',
  '2AAAEPMAAAADQPOAAAAINIQAAAABGPLAAABINPBAAAJQQFAAAADNQQLFAAAADLQJA',
  '3AAHPNBAAAINGPEAAACBNNAAAAACPLBAAAAABMMBAAAAABKIAAAIEFOJAAAHNNJAA',
];

const zero = 'A'.charCodeAt(0);

export const digitsStamp: ThumbData = {
  task: 'multiclass',
  y: four.map((text) => Number(text[0])),
  x: Array.from({ length: 64 }, (_, pixel) => four.map((text) => text.charCodeAt(pixel + 1) - zero)),
  image: [1, 8, 8],
};
