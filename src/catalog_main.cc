// SPDX-License-Identifier: Apache-2.0
// Prints the catalogue, or writes it to the file that is named: Node may end before a long text has left
// through a pipe. web/tools/generate.mjs turns it into web/engine/generated/.
#include <cstdio>

#include "catalog.h"

int main(int count, char** arguments) {
  std::FILE* file = count > 1 ? std::fopen(arguments[1], "w") : stdout;
  if (!file) return 1;
  const bool written = std::fputs(losscape::catalog_json().c_str(), file) >= 0;
  return std::fclose(file) == 0 && written ? 0 : 1;
}
