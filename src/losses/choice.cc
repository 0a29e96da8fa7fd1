// SPDX-License-Identifier: Apache-2.0
#include "losses/choice.h"

#include "losses/typed.h"

namespace losscape {

std::shared_ptr<const Loss> loss_of_id(std::string_view id) {
  return {&find_loss(id), [](const Loss*) {}};
}

std::shared_ptr<const Loss> loss_of_text(std::string_view text) { return std::make_shared<TypedLoss>(text); }

std::shared_ptr<const Loss> loss_of(std::string_view id, std::string_view text) {
  return text.empty() ? loss_of_id(id) : loss_of_text(text);
}

}  // namespace losscape
