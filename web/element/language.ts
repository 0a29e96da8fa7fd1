// SPDX-License-Identifier: Apache-2.0
// The language of the words. English is there; another is fetched and put into the tables of words, of which there is one
// a page: all playgrounds of a page speak alike. Titles and texts of the catalogue are English in every language.

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

let now: Language = 'en';

export const language = (): Language => now;

/** The first of some tags, such as `de-AT`, that is spoken here; English where none is. */
export function spoken(tags: readonly string[]): Language {
  const known = tags
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => languages.includes(tag as Language));
  return (known ?? 'en') as Language;
}

/** Puts the words of a language in force; whoever shows words has to show them anew. */
export async function speak(wanted: Language): Promise<void> {
  if (wanted === now) return;
  const { speakGerman } = await import('./de/index.ts');
  speakGerman(wanted === 'de');
  now = wanted;
}
