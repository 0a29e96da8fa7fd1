// SPDX-License-Identifier: Apache-2.0
// Generated regression sets. All have a natural scale of 1: inputs and targets are a few units wide.
#include "data/sets.h"

namespace losscape {

std::vector<DataEntry> regression_sets() {
  return {
      {.id = "line",
       .title = "Line",
       .help = "A straight line, y = 0.8 x + 0.2: the smallest problem on which losses differ once there are "
               "outliers.",
       .task = Task::Regression,
       .samples = 100,
       .noise = 0.15,
       .fingerprint = 0x9691b5dcca2c08e9,
       .build =
           [](const Knobs& knobs) {
             return generated_regression(knobs, {{"x", ""}}, [](Random& random) {
               const double x = random.uniform(-1, 1);
               return RegressionSample{{x}, 0.8 * x + 0.2};
             });
           }},
      {.id = "sine",
       .title = "Sine",
       .help = "One period of a sine, which needs a hidden layer.",
       .task = Task::Regression,
       .samples = 150,
       .noise = 0.15,
       .fingerprint = 0xcbace604f496d5d5,
       .build =
           [](const Knobs& knobs) {
             return generated_regression(knobs, {{"x", ""}}, [](Random& random) {
               const double turns = random.uniform(-0.5, 0.5);
               return RegressionSample{{6.2831853071795865 * turns}, portable::sin_turns(turns)};
             });
           }},
      {.id = "step",
       .title = "Step",
       .help =
           "A jump from -1 to 1 at x = 0: smooth models round it off, and each loss rounds it differently.",
       .task = Task::Regression,
       .samples = 150,
       .noise = 0.1,
       .fingerprint = 0x5b7286af9f48b5c3,
       .build =
           [](const Knobs& knobs) {
             return generated_regression(knobs, {{"x", ""}}, [](Random& random) {
               const double x = random.uniform(-1, 1);
               return RegressionSample{{x}, x < 0 ? -1.0 : 1.0};
             });
           }},
      {.id = "heteroscedastic",
       .title = "Growing noise",
       .help = "A line, y = x, under noise that grows with x: quantile losses find the edges of the fan.",
       .task = Task::Regression,
       .samples = 250,
       .noise = 0.3,
       .fingerprint = 0xe06bffbe38246d37,
       .build =
           [](const Knobs& knobs) {
             return generated_regression(knobs, {{"x", ""}}, [](Random& random) {
               const double x = random.uniform(0, 2);
               return RegressionSample{{x}, x, 0.1 + x};  // at noise 1 the standard deviation is 0.1 + x
             });
           }},
      {.id = "plane",
       .title = "Plane",
       .help = "A tilted plane over two inputs, y = 0.7 x₁ - 0.4 x₂ + 0.1.",
       .task = Task::Regression,
       .inputs = 2,
       .samples = 200,
       .noise = 0.1,
       .fingerprint = 0xb75078352cea5260,
       .build =
           [](const Knobs& knobs) {
             return generated_regression(knobs, {{"x₁", ""}, {"x₂", ""}}, [](Random& random) {
               const double x1 = random.uniform(-1, 1), x2 = random.uniform(-1, 1);
               return RegressionSample{{x1, x2}, 0.7 * x1 - 0.4 * x2 + 0.1};
             });
           }},
  };
}

}  // namespace losscape
