// SPDX-License-Identifier: Apache-2.0
import { type Language, spoken } from '../element/language.ts';
import { stored } from './theme.ts';

/** The key of the address, then what was chosen here before, then what the browser asks for. */
export const wantedLanguage = (): Language =>
  spoken([
    new URLSearchParams(location.search).get('lang') ?? '',
    stored.get('lang'),
    ...navigator.languages,
  ]);
