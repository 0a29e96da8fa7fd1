// SPDX-License-Identifier: Apache-2.0
// Joins every entry – losses, data sets, activations, optimisers, settings – into the JSON that the web
// side's types, controls, URL keys and documentation are generated from.
#pragma once

#include <string>

namespace losscape {

/// The type `Catalog` of web/engine/types.ts as JSON. Runs at build time only.
std::string catalog_json();

}  // namespace losscape
