// SPDX-License-Identifier: Apache-2.0
// A loss of the catalogue or a typed one.
#pragma once

#include <memory>

#include "losses/loss.h"

namespace losscape {

std::shared_ptr<const Loss> loss_of_id(std::string_view id);      ///< throws Error, see find_loss
std::shared_ptr<const Loss> loss_of_text(std::string_view text);  ///< throws Error with the place in the text

/// Of the text, or of the id where there is none.
std::shared_ptr<const Loss> loss_of(std::string_view id, std::string_view text);

}  // namespace losscape
