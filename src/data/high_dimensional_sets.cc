// SPDX-License-Identifier: Apache-2.0
// Generated sets over more than two inputs: states, scenes, tastes, text and images.
#include <algorithm>

#include "data/sets.h"
#include "error.h"

namespace losscape {
namespace {

std::vector<AxisInfo> numbered(const char* name, int count, std::vector<AxisInfo> axes = {}) {
  for (int i = 0; i < count; ++i) axes.push_back({text(name, i + 1), ""});
  return axes;
}

constexpr int kPeople = 12, kFilms = 9;

/// Place i of the numbers that all samples share.
double taste(Random shared, int i) {
  double value = 0;
  for (int k = 0; k <= i; ++k) value = shared.uniform(-1, 1);
  return value;
}

constexpr int kLetters = 5;

constexpr int kSide = 10;

/// Whether the pixel at (u, v) from the centre, in units of the shape's radius, is inside.
bool inside(int shape, double u, double v) {
  const double across = std::fabs(u), up = std::fabs(v);
  if (shape == 0) return u * u + v * v <= 1;
  if (shape == 1) return std::max(across, up) <= 0.85;
  return std::min(across, up) <= 0.3 && std::max(across, up) <= 1;  // a cross
}

constexpr DataEntry kSets[] = {
    {.id = "qubits",
     .title = "Qubit states",
     .help = "Pure states on the Bloch sphere against mixed ones inside it, by three measured expectations; "
             "the noise "
             "is that of counting.",
     .task = Task::Binary,
     .inputs = 3,
     .samples = 300,
     .noise = 0.08,
     .fingerprint = 0x031a2df79b1aeb9b,
     .build =
         [](const Knobs& knobs) {
           return generated_vectors(knobs, {{"⟨X⟩", ""}, {"⟨Y⟩", ""}, {"⟨Z⟩", ""}}, {"mixed", "pure"},
                                    [](Random& random, int label, std::span<double> x) {
                                      double square = 0;
                                      for (double& v : x) {
                                        v = random.normal();
                                        square += v * v;
                                      }
                                      const double length = label == 1 ? 1 : random.uniform(0, 0.7);
                                      for (double& v : x) v *= length / std::sqrt(square);
                                    });
         }},
    {.id = "driving",
     .title = "Driving",
     .help = "How far to turn the wheel, by the place in the lane, the heading and the bend ahead; the wheel "
             "has its "
             "limits.",
     .task = Task::Regression,
     .inputs = 3,
     .samples = 300,
     .noise = 0.05,
     .fingerprint = 0xc50ee360730f4575,
     .build =
         [](const Knobs& knobs) {
           return generated_regression(
               knobs, {{"offset", ""}, {"heading", ""}, {"bend", ""}}, [](Random& random) {
                 const double offset = random.uniform(-1, 1), heading = random.uniform(-0.5, 0.5),
                              bend = random.uniform(-1, 1);
                 return RegressionSample{{offset, heading, bend},
                                         std::clamp(bend - 0.8 * offset - 1.2 * heading, -1.0, 1.0)};
               });
         }},
    {.id = "ratings",
     .title = "Ratings",
     .help = "Generated stars from 1 to 5 of twelve people for nine films, from two hidden tastes each; "
             "inputs say who "
             "and which film.",
     .task = Task::Regression,
     .inputs = kPeople + kFilms,
     .samples = 400,
     .noise = 0.2,
     .fingerprint = 0xef417c7954d199bd,
     .build =
         [](const Knobs& knobs) {
           return generated_task(knobs, numbered("film ", kFilms, numbered("person ", kPeople)),
                                 [](Random& random, Random shared) {
                                   const int who = static_cast<int>(random.below(kPeople)),
                                             film = static_cast<int>(random.below(kFilms));
                                   double stars = 3;
                                   for (int k = 0; k < 2; ++k)
                                     stars += 1.6 * taste(shared, 2 * who + k) *
                                              taste(shared, 2 * (kPeople + film) + k);
                                   std::vector<double> x(kPeople + kFilms, 0.0);
                                   x[who] = x[kPeople + film] = 1;
                                   return RegressionSample{x, std::clamp(stars, 1.0, 5.0)};
                                 });
         }},
    {.id = "markov_text",
     .title = "Markov text",
     .help = "The next of five letters from the last two: in three of four cases as many on as the letter "
             "before says. "
             "No model has a log loss below 0.884.",
     .task = Task::Multiclass,
     .inputs = 2 * kLetters,
     .samples = 500,
     .noise = 0,
     .fingerprint = 0xce4ec9407a069e87,
     .build =
         [](const Knobs& knobs) {
           std::vector<AxisInfo> inputs;
           for (const char* place : {"before: ", "last: "}) {
             for (char letter = 'a'; letter < 'a' + kLetters; ++letter)
               inputs.push_back({place + std::string(1, letter), ""});
           }
           return generated_vectors(
               knobs, inputs, {"a", "b", "c", "d", "e"}, [](Random& random, int label, std::span<double> x) {
                 // All pairs of letters are equally frequent, and so are their followers; given the follower,
                 // the rule holds in 0.76 of the pairs and the rest are even over the others.
                 const int before = static_cast<int>(random.below(kLetters));
                 const int off =
                     random.bernoulli(0.76) ? 0 : 1 + static_cast<int>(random.below(kLetters - 1));
                 const int last = (label + 2 * kLetters - before - off) % kLetters;
                 std::fill(x.begin(), x.end(), 0.0);
                 x[before] = x[kLetters + last] = 1;
               });
         }},
    {.id = "shapes",
     .title = "Shapes",
     .help = "Images of ten by ten pixels with a disc, a square or a cross of any size at any place.",
     .task = Task::Multiclass,
     .inputs = kSide * kSide,
     .samples = 300,
     .noise = 0.15,
     .image = {1, kSide, kSide},
     .fingerprint = 0x2871ca369670fb9b,
     .build =
         [](const Knobs& knobs) {
           DataSet data = generated_vectors(
               knobs, numbered("pixel ", kSide * kSide), {"disc", "square", "cross"},
               [](Random& random, int label, std::span<double> x) {
                 const double radius = random.uniform(2, 4.2), room = 4.5 - radius;
                 const double column = 4.5 + random.uniform(-room, room),
                              row = 4.5 + random.uniform(-room, room);
                 for (int i = 0; i < kSide * kSide; ++i)
                   x[i] = inside(label, (i % kSide - column) / radius, (i / kSide - row) / radius) ? 1 : 0;
               });
           data.image = {1, kSide, kSide};
           return data;
         }},
};

}  // namespace

LOSSCAPE_DATA_SETS(high_dimensional_sets, kSets);

}  // namespace losscape
