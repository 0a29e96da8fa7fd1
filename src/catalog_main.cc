// SPDX-License-Identifier: Apache-2.0
// Prints the catalogue, or writes it to the file that is named: Node may end before a long text has left
// through a pipe. web/tools/generate.mjs turns it into web/engine/generated/. With --dims the axes of every
// loss's inputs in the core's order instead, for tests/golden/losses.py: "mae * *" a line.
#include <cstdio>
#include <string_view>

#include "catalog.h"
#include "losses/entries.h"

int main(int count, char** arguments) {
  if (count > 1 && std::string_view(arguments[1]) == "--dims") {
    for (const losscape::LossEntry* e : losscape::all_loss_entries()) {
      std::fputs(e->id, stdout);
      for (const losscape::LossInput& i : e->inputs) std::printf(" %s", i.dims);
      std::puts("");
    }
    return 0;
  }
  std::FILE* file = count > 1 ? std::fopen(arguments[1], "w") : stdout;
  if (!file) return 1;
  const bool written = std::fputs(losscape::catalog_json().c_str(), file) >= 0;
  return std::fclose(file) == 0 && written ? 0 : 1;
}
