// SPDX-License-Identifier: Apache-2.0
// Generated points of the plane in two or three classes. Curves and radii are scikit-learn's where it has the
// set (make_moons, make_circles, make_blobs); places along a curve are drawn uniformly instead of evenly
// spaced, so that a larger set contains the smaller one.
#include "data/sets.h"

namespace losscape {
namespace {

Point on_circle(double radius, double turns) {
  return {radius * portable::cos_turns(turns), radius * portable::sin_turns(turns)};
}

double random_sign(Random& random) { return random.bernoulli(0.5) ? 1.0 : -1.0; }

}  // namespace

std::vector<DataEntry> class_sets() {
  return {
      {.id = "moons",
       .title = "Two moons",
       .help = "Two interleaved half circles that no straight line separates.",
       .task = Task::Binary,
       .inputs = 2,
       .samples = 200,
       .noise = 0.15,
       .fingerprint = 0x85a23627d7c354c7,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"upper", "lower"}, [](Random& random, int label) {
               const Point arc = on_circle(1, random.uniform(0, 0.5));
               return label == 0 ? arc : Point{1 - arc.x, 0.5 - arc.y};
             });
           }},
      {.id = "circles",
       .title = "Two circles",
       .help = "A circle of radius 0.5 inside one of radius 1.",
       .task = Task::Binary,
       .inputs = 2,
       .samples = 200,
       .noise = 0.1,
       .fingerprint = 0x0ba86b2ed5924d86,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"outer", "inner"}, [](Random& random, int label) {
               return on_circle(label == 0 ? 1 : 0.5, random.uniform());
             });
           }},
      {.id = "xor",
       .title = "Exclusive or",
       .help = "Four squares, opposite ones of the same class: a single unit cannot do better than chance.",
       .task = Task::Binary,
       .inputs = 2,
       .samples = 200,
       .noise = 0.05,
       .fingerprint = 0x1784e941331404f6,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"same sign", "opposite signs"}, [](Random& random, int label) {
               const double sign = random_sign(random);
               const double x = random.uniform(0.1, 1), y = random.uniform(0.1, 1);
               return Point{sign * x, label == 0 ? sign * y : -sign * y};
             });
           }},
      {.id = "gaussians",
       .title = "Two clouds",
       .help = "Two round Gaussian clouds around (-1, -1) and (1, 1); the noise is their standard deviation.",
       .task = Task::Binary,
       .inputs = 2,
       .samples = 200,
       .noise = 0.6,
       .fingerprint = 0x1498175ee3979bf7,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"lower left", "upper right"}, [](Random&, int label) {
               return label == 0 ? Point{-1, -1} : Point{1, 1};
             });
           }},
      {.id = "spiral",
       .title = "Two spirals",
       .help = "Two arms of one and three quarter turns around each other, the hardest of the small sets.",
       .task = Task::Binary,
       .inputs = 2,
       .samples = 300,
       .noise = 0.02,
       .fingerprint = 0xcefa8414647998f6,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"first arm", "second arm"}, [](Random& random, int label) {
               const double along = random.uniform();
               return on_circle(0.05 + 0.95 * along, 1.75 * along + 0.5 * label);
             });
           }},
      {.id = "checkerboard",
       .title = "Checkerboard",
       .help = "A board of four by four squares of alternating class.",
       .task = Task::Binary,
       .inputs = 2,
       .samples = 400,
       .noise = 0.02,
       .fingerprint = 0x415ba8951e68ea51,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"dark", "light"}, [](Random& random, int label) {
               const int row = static_cast<int>(random.below(4));
               const int column = 2 * static_cast<int>(random.below(2)) + (row + label) % 2;
               return Point{(column + random.uniform()) * 0.5 - 1, (row + random.uniform()) * 0.5 - 1};
             });
           }},
      {.id = "rings",
       .title = "Three rings",
       .help = "Three rings around each other, of radius 1/3, 2/3 and 1.",
       .task = Task::Multiclass,
       .inputs = 2,
       .samples = 300,
       .noise = 0.05,
       .fingerprint = 0x9193bf48c05c10a9,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"inner", "middle", "outer"}, [](Random& random, int label) {
               return on_circle((label + 1) / 3.0, random.uniform());
             });
           }},
      {.id = "blobs",
       .title = "Three clouds",
       .help = "Three round Gaussian clouds at the corners of a triangle of radius 1; the noise is their "
               "standard deviation.",
       .task = Task::Multiclass,
       .inputs = 2,
       .samples = 300,
       .noise = 0.35,
       .fingerprint = 0x213abb93956a5187,
       .build =
           [](const Knobs& knobs) {
             return generated_classes(knobs, {"top", "left", "right"},
                                      [](Random&, int label) { return on_circle(1, 0.25 + label / 3.0); });
           }},
  };
}

}  // namespace losscape
