// SPDX-License-Identifier: Apache-2.0
export function chromiumPath(): string | undefined;
export function firefoxPath(): string | undefined;
