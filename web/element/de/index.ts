// SPDX-License-Identifier: Apache-2.0
// German: every table of words with its twin. Fetched by whoever reads German.
import { words as claims } from '../claims-words.ts';
import { words as cost } from '../cost-words.ts';
import { words as curve } from '../curve-words.ts';
import { words as docs } from '../docs-words.ts';
import { words as doctor } from '../doctor-words.ts';
import { words as editor } from '../editor-words.ts';
import { words as embedding } from '../embedding-words.ts';
import { words as gradients } from '../gradients-words.ts';
import { words as keys } from '../keys-words.ts';
import { words as lesson } from '../lesson-words.ts';
import { words as network } from '../network-words.ts';
import { words as notice } from '../notice-words.ts';
import { words as pictures } from '../pictures-words.ts';
import { words as race } from '../race-words.ts';
import { words as samples } from '../samples-words.ts';
import { words as stop } from '../stop-words.ts';
import { strings } from '../strings.ts';
import { words as surface } from '../surface-words.ts';
import { words as take } from '../take/words.ts';
import { words as terms } from '../terms-words.ts';
import * as cards from './cards.ts';
import * as late from './late.ts';
import { strings as german } from './strings.ts';

/** Table in use, German, and English as it was. */
export const tables: readonly (readonly [inUse: object, german: object, english: object])[] = (
  [
    [strings, german],
    [claims, late.claims],
    [cost, cards.cost],
    [curve, late.curve],
    [doctor, late.doctor],
    [editor, late.editor],
    [embedding, cards.embedding],
    [gradients, cards.gradients],
    [keys, late.keys],
    [network, cards.network],
    [notice, late.notice],
    [race, cards.race],
    [samples, cards.samples],
    [surface, cards.surface],
    [pictures, cards.pictures],
    [lesson, late.lesson],
    [docs, late.docs],
    [take, late.take],
    [stop, late.stop],
    [terms, cards.terms],
  ] as const
).map(([inUse, other]) => [inUse, other, { ...inUse }] as const);

export function speakGerman(on: boolean): void {
  for (const [inUse, other, english] of tables) Object.assign(inUse, on ? other : english);
}
