// SPDX-License-Identifier: Apache-2.0
// Generated regression sets. All have a natural scale of 1: inputs and targets are a few units wide.
#include "data/sets.h"

namespace losscape {

namespace {

constexpr DataEntry kSets[] = {
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
     .help = "A jump from -1 to 1 at x = 0: smooth models round it off, and each loss rounds it differently.",
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
    {.id = "two_branches",
     .title = "Two branches",
     .help = "Two answers for every x, y = ±(0.6 + 0.4 x): the mean of both is never right.",
     .task = Task::Regression,
     .samples = 200,
     .noise = 0.08,
     .fingerprint = 0x844b2c3f0d7b00a7,
     .build =
         [](const Knobs& knobs) {
           return generated_regression(knobs, {{"x", ""}}, [](Random& random) {
             const double x = random.uniform(-1, 1), y = 0.6 + 0.4 * x;
             return RegressionSample{{x}, random.bernoulli(0.5) ? y : -y};
           });
         }},
    {.id = "sine_task",
     .title = "Sine of a family",
     .help = "One sine of many: the seed draws its amplitude (0.5 to 2) and its phase.",
     .task = Task::Regression,
     .samples = 100,
     .noise = 0.1,
     .fingerprint = 0xe3965ff9317ef587,
     .build =
         [](const Knobs& knobs) {
           return generated_task(knobs, {{"x", ""}}, [](Random& random, Random shared) {
             const double amplitude = shared.uniform(0.5, 2), phase = shared.uniform();
             const double turns = random.uniform(-0.5, 0.5);
             return RegressionSample{{6.2831853071795865 * turns},
                                     amplitude * portable::sin_turns(turns + phase)};
           });
         }},
    {.id = "henon",
     .title = "Chaotic series",
     .help = "The next value of the Hénon map from the last two, in the order of time: short forecasts work, "
             "long "
             "ones cannot.",
     .task = Task::Regression,
     .inputs = 2,
     .samples = 300,
     .noise = 0.05,
     .fingerprint = 0x618934bb4ab55a9b,
     .build =
         [](const Knobs& knobs) {
           DataSet data = generated_task(knobs, {{"last", ""}, {"before", ""}}, [](Random&, Random) {
             return RegressionSample{{0, 0}, 0};
           });
           Random random(knobs.seed, Stream::Data);
           double before = random.uniform(-0.1, 0.1), last = random.uniform(-0.1, 0.1);
           for (int i = -100; i < data.n; ++i) {  // the first hundred values come from off the attractor
             const double next = 1 - 1.4 * last * last + 0.3 * before;
             if (i >= 0) {
               data.input(0)[i] = static_cast<float>(last);
               data.input(1)[i] = static_cast<float>(before);
               data.y[i] = static_cast<float>(next + data.y[i]);
             }
             before = last;
             last = next;
           }
           return data;
         }},
};

}  // namespace

LOSSCAPE_DATA_SETS(regression_sets, kSets);

}  // namespace losscape
