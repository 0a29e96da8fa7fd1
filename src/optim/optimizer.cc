// SPDX-License-Identifier: Apache-2.0
#include "optim/optimizer.h"

#include <string>

#include "error.h"
#include "optim/first_order.h"

namespace losscape {

Value OptimizerArgs::operator[](std::string_view id) const {
  for (size_t i = 0; i < declared->size(); ++i) {
    if ((*declared)[i].id == id) return values[i];
  }
  fail("an optimiser asks for the parameter '", id, "' that its entry does not declare");
}

std::span<const OptimizerEntry> all_optimizers() {
  static const std::vector<OptimizerEntry> kAll = first_order_optimizers();
  return kAll;
}

const OptimizerEntry& find_optimizer(std::string_view id) {
  std::vector<std::string> ids;
  for (const OptimizerEntry& e : all_optimizers()) {
    if (e.id == id) return e;
    ids.emplace_back(e.id);
  }
  const std::string near = nearest_id(id, ids);
  fail("there is no optimizer '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

}  // namespace losscape
