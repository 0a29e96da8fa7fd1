// SPDX-License-Identifier: Apache-2.0
// Functions of two numbers as landscapes. Nothing is kept between calls.
#include <emscripten/bind.h>

#include "boundary.h"
#include "fields.h"
#include "landscape/terrain.h"
#include "values.h"

namespace losscape {

namespace {

val numbers(std::initializer_list<const std::vector<float>*> rows) {
  std::vector<float> all;
  for (const std::vector<float>* row : rows) all.insert(all.end(), row->begin(), row->end());
  return val(emscripten::typed_memory_view(all.size(), all.data())).call<val>("slice");
}

// Values, ∂/∂x and ∂/∂y at points, one after the other.
val terrain_heights(std::string text, val x, val y) {
  return guarded(val::undefined(), [&] {
    const Terrain::Heights h = Terrain(text).at(floats_of(x, "x"), floats_of(y, "y"));
    return numbers({&h.value, &h.by_x, &h.by_y});
  });
}

// x, y and value of every place, one after the other. Short of steps + 1 places where it diverged.
val terrain_descent(std::string text, val optimizer, double x, double y, int steps) {
  return guarded(val::undefined(), [&] {
    UpdateChoice choice;
    read_fields(value_of(optimizer), "an optimizer", [&](Fields& f) {
      f.such_as("{id: 'sgd', learning_rate: 0.01}");
      f.required("id", choice.optimizer);
      f("params", choice.params);
      f("learning_rate", choice.learning_rate);
    });
    const Descent d = Terrain(text).descend(choice, static_cast<float>(x), static_cast<float>(y), steps);
    return numbers({&d.x, &d.y, &d.value});
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(terrain) {
  emscripten::function("terrain_heights", &terrain_heights);
  emscripten::function("terrain_descent", &terrain_descent);
}

}  // namespace losscape
