// SPDX-License-Identifier: Apache-2.0
#include "surface_values.h"

#include <algorithm>
#include <string_view>

#include "error.h"
#include "json.h"

namespace losscape {

namespace {

constexpr std::array<std::string_view, 3> kDirections = {"random", "principal", "curvature"};

}  // namespace

void fields(Fields& f, SurfaceRequest& request) {
  f.such_as("{directions: 'principal', size: 31}");
  std::string id(kDirections[static_cast<size_t>(request.directions)]);
  f("directions", id);
  const auto it = std::find(kDirections.begin(), kDirections.end(), id);
  if (it == kDirections.end()) fail("directions must be random, principal or curvature, got '", id, "'");
  request.directions = static_cast<Directions>(it - kDirections.begin());
  f("size", request.size);
  f("arrows", request.arrows);
  f("span", request.span);
  f("seed", request.seed);
}

std::string surface_text(const Surface& s) {
  const auto axis = [&](size_t i) {
    const Surface::Scale& scale = s.scales()[i];
    return json::Object()
        .add("first", json::number(scale.first))
        .add("step", json::number(scale.step))
        .add("here", json::number(scale.here))
        .add("share", json::number(scale.share))
        .add("eigenvalue", json::number(scale.eigenvalue))
        .text();
  };
  return json::Object()
      .add("directions", json::text(kDirections[static_cast<size_t>(s.request().directions)]))
      .add("size", json::number(s.request().size))
      .add("arrows", json::number(s.request().arrows))
      .add("x", axis(0))
      .add("y", axis(1))
      .add("tracks", json::array(s.tracks(),
                                 [](const Surface::Track& t) {
                                   return json::array(t.steps, [](std::uint32_t step) {
                                     return json::number(static_cast<double>(step));
                                   });
                                 }))
      .text();
}

std::vector<float> surface_numbers(const Surface& s) {
  std::vector<float> out = s.losses();
  out.insert(out.end(), s.descents().begin(), s.descents().end());
  for (const Surface::Track& t : s.tracks()) {
    out.insert(out.end(), t.x.begin(), t.x.end());
    out.insert(out.end(), t.y.begin(), t.y.end());
  }
  return out;
}

}  // namespace losscape
