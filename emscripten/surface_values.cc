// SPDX-License-Identifier: Apache-2.0
#include "surface_values.h"

#include <cmath>

#include "error.h"
#include "json.h"
#include "values.h"

namespace losscape {

namespace {

constexpr std::array<const char*, 3> kDirections = {"random", "principal", "curvature"};

}  // namespace

SurfaceRequest surface_request(const val& options) {
  SurfaceRequest out;
  if (!present(options)) return out;
  for (const std::string& key : keys_of(options)) {
    const val field = options[key];
    if (!present(field)) continue;
    if (key == "directions") {
      const std::string id = word(field, key);
      size_t i = 0;
      while (i < kDirections.size() && id != kDirections[i]) ++i;
      if (i == kDirections.size()) fail("directions must be random, principal or curvature, got '", id, "'");
      out.directions = static_cast<Directions>(i);
    } else if (key == "size") {
      out.size = whole(field, key);
    } else if (key == "arrows") {
      out.arrows = whole(field, key);
    } else if (key == "span") {
      out.span = number(field, key);
    } else if (key == "seed") {
      const double seed = number(field, key);
      if (!(seed >= 0 && seed <= 4294967295.0) || seed != std::floor(seed))
        fail("seed must be a whole number from 0 to 4294967295, got ", seed);
      out.seed = static_cast<std::uint64_t>(seed);
    } else {
      fail("a surface has no option '", key, "'; it has directions, size, arrows, span and seed");
    }
  }
  return out;
}

std::string surface_text(const Surface& s) {
  const auto axis = [&](size_t i) {
    const Surface::Scale& scale = s.scales()[i];
    return json::object({{"first", json::number(scale.first)},
                         {"step", json::number(scale.step)},
                         {"here", json::number(scale.here)},
                         {"share", json::number(scale.share)},
                         {"eigenvalue", json::number(scale.eigenvalue)}});
  };
  return json::object({{"directions", json::text(kDirections[static_cast<size_t>(s.request().directions)])},
                       {"size", json::number(s.request().size)},
                       {"arrows", json::number(s.request().arrows)},
                       {"x", axis(0)},
                       {"y", axis(1)},
                       {"tracks", json::array(s.tracks(), [](const Surface::Track& t) {
                          return json::array(t.steps, [](std::uint32_t step) {
                            return json::number(static_cast<double>(step));
                          });
                        })}});
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
