// SPDX-License-Identifier: Apache-2.0
// A surface on its way through the boundary; SurfaceOptions and Surface of web/engine/types.ts.
#pragma once

#include "fields.h"
#include "landscape/surface.h"

namespace losscape {

void fields(Fields& f, SurfaceRequest& request);
/// Everything but the arrays, as JSON.
std::string surface_text(const Surface& surface);
/// losses, descents, then of each lane x and y.
std::vector<float> surface_numbers(const Surface& surface);

}  // namespace losscape
