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

const std::vector<std::string> kDensity = {"background", "data"};

/// Even over the square that holds the densities.
Point background(Random& random) { return {random.uniform(-1.3, 1.3), random.uniform(-1.3, 1.3)}; }

constexpr DataEntry kSets[] = {
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
    {.id = "rare",
     .title = "Rare class",
     .help = "A small cloud of one sample in twenty at the edge of a large one: accuracy praises whoever "
             "overlooks "
             "it.",
     .task = Task::Binary,
     .inputs = 2,
     .samples = 400,
     .noise = 0.05,
     .imbalance = 0.95,
     .fingerprint = 0x5b6220ff2d822112,
     .build =
         [](const Knobs& knobs) {
           return generated_classes(knobs, {"common", "rare"}, [](Random& random, int label) {
             const double spread = label == 0 ? 0.6 : 0.25, centre = label == 0 ? 0 : 1;
             return Point{centre + spread * random.normal(), centre + spread * random.normal()};
           });
         }},
    {.id = "gaussian_ring",
     .title = "Ring of Gaussians",
     .help = "Eight small clouds on a circle against an even background: the score of class 1 learns the "
             "density's "
             "logarithm.",
     .task = Task::Binary,
     .inputs = 2,
     .samples = 600,
     .noise = 0.03,
     .fingerprint = 0x42212869574ca8db,
     .build =
         [](const Knobs& knobs) {
           return generated_classes(knobs, kDensity, [](Random& random, int label) {
             if (label == 0) return background(random);
             const Point centre = on_circle(1, random.below(8) / 8.0);
             return Point{centre.x + 0.05 * random.normal(), centre.y + 0.05 * random.normal()};
           });
         }},
    {.id = "gaussian_grid",
     .title = "Grid of Gaussians",
     .help = "Nine small clouds on a grid against an even background: a density with many modes.",
     .task = Task::Binary,
     .inputs = 2,
     .samples = 600,
     .noise = 0.03,
     .fingerprint = 0x4a4880518373a771,
     .build =
         [](const Knobs& knobs) {
           return generated_classes(knobs, kDensity, [](Random& random, int label) {
             if (label == 0) return background(random);
             const double row = random.below(3) - 1.0, column = random.below(3) - 1.0;
             return Point{column + 0.05 * random.normal(), row + 0.05 * random.normal()};
           });
         }},
    {.id = "swiss_roll",
     .title = "Swiss roll",
     .help = "One and a half turns of a rolled-up line against an even background: a density along a curve.",
     .task = Task::Binary,
     .inputs = 2,
     .samples = 600,
     .noise = 0.03,
     .fingerprint = 0xae63158ccf48c88f,
     .build =
         [](const Knobs& knobs) {
           return generated_classes(knobs, kDensity, [](Random& random, int label) {
             if (label == 0) return background(random);
             const double along = random.uniform();
             return on_circle((1 + 2 * along) / 2.4, 0.75 + 1.5 * along);
           });
         }},
};

}  // namespace

LOSSCAPE_DATA_SETS(class_sets, kSets);

}  // namespace losscape
