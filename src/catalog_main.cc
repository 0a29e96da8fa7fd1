// SPDX-License-Identifier: Apache-2.0
// Prints the catalogue; web/tools/generate.mjs turns it into web/engine/generated/.
#include <cstdio>

#include "catalog.h"

int main() { std::puts(losscape::catalog_json().c_str()); }
