// SPDX-License-Identifier: Apache-2.0
// Layers against PyTorch (tests/golden/layers.py), their derivatives against central differences, and nets of
// them in training.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "cases.h"
#include "error.h"
#include "golden_json.h"
#include "layers/sequential.h"
#include "train/trainer.h"

namespace losscape {
namespace {

using testing::difference;
using testing::Json;
using testing::numbers;

std::vector<double> wave(std::int64_t count, double step, double start, double scale) {
  std::vector<double> out;
  for (std::int64_t i = 0; i < count; ++i)
    out.push_back(scale * std::sin(step * static_cast<double>(i) + start));
  return out;
}

// "conv2d:channels=3:size=3", as in the page's address.
LayerChoice parsed(const std::string& words, std::string activation = {}) {
  std::stringstream in(words);
  LayerChoice out;
  std::getline(in, out.id, ':');
  for (std::string pair; std::getline(in, pair, ':');) {
    const size_t equals = pair.find('=');
    out.params.emplace_back(pair.substr(0, equals), std::stod(pair.substr(equals + 1)));
  }
  out.activation = std::move(activation);
  return out;
}

// One layer alone, without the dense layer that ends a model.
Value built(ParameterStore& store, const LayerChoice& choice, Value x) {
  const LayerEntry& entry = find_layer(choice.id);
  const std::vector<double> values = resolved(entry.id, entry.params, choice.params);
  const std::vector<Value> before{x, x};
  const Value y = entry.build({store, entry, "layer", before, values, Init::HeUniform});
  return choice.activation.empty() ? y : find_activation(choice.activation).apply(store, "layer", y);
}

const Json& golden() {
  static const Json kAll = [] {
    std::ifstream file("tests/golden/layers.json");
    std::stringstream all;
    all << file.rdbuf();
    return testing::JsonReader(all.str()).read();
  }();
  return kAll;
}

TEST(Layers, ComputeWhatPyTorchComputes) {
  ASSERT_GT(golden().list.size(), 40U);
  for (const Json& c : golden().list) {
    SCOPED_TRACE(c["layer"].text + " " + c["activation"].text);
    std::vector<int> extents;
    for (double d : c["shape"].numbers()) extents.push_back(static_cast<int>(d));
    const Shape shape{std::span<const int>(extents)};
    const LayerChoice choice = parsed(c["layer"].text, c["activation"].text);

    Graph scratch;
    ParameterStore measured(scratch);
    built(measured, choice, scratch.input("x", shape));
    Graph g;
    const Value x = g.input("x", shape);
    const Value theta = g.input("theta", Shape{std::max(1, measured.size())});
    ParameterStore store(g, theta, c["training"].number == 1);
    const Value y = built(store, choice, x);
    ReferenceInputs in{{"x", wave(shape.size(), 0.9, 0.1, c["size"].number)},
                       {"theta", wave(theta.shape().size(), 0.7, 0.3, 0.5)}};
    for (const LayerState& s : store.states())
      in[s.name] = std::vector<double>(static_cast<size_t>(s.now.shape().size()), s.start);
    EXPECT_LT(difference(evaluate(y, in), c["output"].numbers()), 1e-12);
    const Value w = g.input("w", y.shape());
    in["w"] = wave(y.shape().size(), 0.4, 0.2, 1);
    // PyTorch's derivative of the hard sigmoid has its sixth in single precision.
    EXPECT_LT(difference(evaluate(grad(y * w, x), in), c["gradient"].numbers()), 1e-8);
  }
}

// A shape that each layer takes: the first of these that it does not refuse.
Shape shape_for(const LayerChoice& choice) {
  for (const Shape& shape : {Shape{6, 3}, Shape{4, 3, 2}, Shape{1, 3, 2}, Shape{4, 4, 4, 2}}) {
    try {
      Graph g;
      ParameterStore store(g);
      built(store, choice, g.input("x", shape));
      return shape;
    } catch (const Error&) {
    }
  }
  return {};
}

LayerChoice with_small_numbers(const LayerEntry& entry) {
  LayerChoice out{entry.id, {}, entry.activated ? "tanh" : "", false};
  for (const Parameter& p : entry.params) {
    const std::string_view id = p.id;
    if (id == "units" || id == "channels") out.params.emplace_back(p.id, 2);
    if (id == "height" || id == "width") out.params.emplace_back(p.id, 1);
    if (id == "back") out.params.emplace_back(p.id, 1);
  }
  if (out.id == "image") out.params = {{"channels", 1}, {"height", 2}, {"width", 3}};
  return out;
}

TEST(Layers, DerivativesAgreeWithDifferencesForInputAndWeights) {
  for (const LayerEntry& entry : all_layers()) {
    SCOPED_TRACE(entry.id);
    const LayerChoice choice = with_small_numbers(entry);
    const Shape shape = shape_for(choice);
    ASSERT_GT(shape.rank, 0) << "no shape fits";
    Graph scratch;
    ParameterStore measured(scratch);
    built(measured, choice, scratch.input("x", shape));
    Graph g;
    const Value x = g.input("x", shape);
    const Value theta = g.input("theta", Shape{std::max(1, measured.size())});
    ParameterStore store(g, theta, true);
    Value y = built(store, choice, x);
    for (const Value& p : store.penalties()) y = concat(std::vector{flattened(y), p}, 0);
    // Words stay whole numbers, which have no derivative.
    const bool words = std::string_view(entry.id) == "embedding";
    ReferenceInputs in{{"x", numbers(static_cast<size_t>(shape.size()), -1.2, 1.4, 3)},
                       {"theta", numbers(static_cast<size_t>(theta.shape().size()), -0.8, 0.9, 4)},
                       {"random_key", {7, 0, 0, 0, 1, 0, 0, 0}}};
    if (words) {
      for (double& v : in["x"]) v = std::floor(3 + 2 * v);
    }
    for (const LayerState& s : store.states())
      in[s.name] = std::vector<double>(static_cast<size_t>(s.now.shape().size()), s.start);
    const auto weights = numbers(static_cast<size_t>(y.shape().size()), 0.5, 1.5, 7);
    const Value w = g.input("w", y.shape());
    in["w"] = weights;
    for (const auto& [name, by] : {std::pair{"x", x}, std::pair{"theta", theta}}) {
      if ((by == x && words) || (by == theta && measured.size() == 0)) continue;
      const Value slope = grad(y * w, by);
      EXPECT_LT(difference(evaluate(slope, in), testing::numeric_gradient(y, name, in, weights)), 1e-7)
          << name;
      const auto direction = numbers(static_cast<size_t>(by.shape().size()), -1, 1, 5);
      const Value v = g.input(std::string("v.") + name, by.shape());
      in[std::string("v.") + name] = direction;
      EXPECT_LT(difference(evaluate(hessian_vector(y * w, by, v), in),
                           testing::numeric_gradient(slope, name, in, direction)),
                1e-5)
          << name;
    }
  }
}

Spec on_moons(std::vector<LayerChoice> layers) {
  Spec s;
  s.data = "moons";
  s.losses = {{"binary_cross_entropy_with_logits", {}}};
  s.layers = std::move(layers);
  return s;
}

std::string message(const Spec& s) {
  try {
    Trainer t(s);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Layers, NetsOfEveryKindLearn) {
  const std::vector<std::vector<const char*>> nets{
      {"dense:units=12", "batch_norm", "dense:units=8", "dropout:rate=0.1"},
      {"dense:units=8", "dense:units=8", "add:back=1"},
      {"dense:units=8", "concat:back=1", "layer_norm", "dense:units=6"},
      {"dense:units=16", "image:channels=1:height=4:width=4", "conv2d:channels=4:size=3:padding=1",
       "max_pool", "group_norm:groups=2", "conv_transpose2d:channels=4:size=2", "upsample", "global_average"},
      {"dense:units=16", "image:channels=4:height=2:width=2", "instance_norm", "activation",
       "avg_pool:size=1"},
      {"dense:units=12", "sequence:features=3", "conv1d:channels=4:size=2", "gru:units=6", "last_step"},
      {"dense:units=12", "sequence:features=4", "positions", "attention:heads=2", "layer_norm", "flatten"},
      {"dense:units=8", "sequence:features=2", "lstm:units=6", "avg_pool", "last_step"},
      {"dense:units=12", "noise:deviation=0.05", "bottleneck:units=3", "dense:units=8"},
  };
  for (const auto& net : nets) {
    std::vector<LayerChoice> layers;
    for (const char* words : net) layers.push_back(parsed(words));
    SCOPED_TRACE(net.at(1));
    Trainer t(on_moons(layers));
    const double before = t.status(0).train_loss;
    t.step(400);
    EXPECT_EQ(t.status(0).diverged_at, -1);
    EXPECT_LT(t.status(0).train_loss, 0.7 * before);
    EXPECT_GT(t.status(0).validation_metric, 0.8);
    const auto once = t.lane(0).parameters();
    t.reset();
    t.step(400);
    EXPECT_EQ(t.lane(0).parameters(), once);
  }
}

TEST(Layers, SeekRestoresTheirMemoryAndDraws) {
  const auto spec = [] {
    return on_moons({parsed("dense:units=6"), parsed("batch_norm"), parsed("dropout")});
  };
  Trainer straight(spec()), back(spec());
  straight.step(90);
  back.step(200);
  back.seek(90);
  EXPECT_EQ(back.lane(0).parameters(), straight.lane(0).parameters());
  EXPECT_EQ(back.status(0).validation_loss, straight.status(0).validation_loss);
  straight.step(70);
  back.step(70);
  EXPECT_EQ(back.lane(0).parameters(), straight.lane(0).parameters());
  EXPECT_EQ(back.status(0).validation_loss, straight.status(0).validation_loss);
}

TEST(Layers, ListedDenseLayersAreTheShortForm) {
  Spec shorter = on_moons({}), longer = on_moons({parsed("dense:units=5"), parsed("dense:units=4")});
  shorter.hidden = {5, 4};
  Trainer a(shorter), b(longer);
  a.step(50);
  b.step(50);
  EXPECT_EQ(a.lane(0).parameters(), b.lane(0).parameters());
}

TEST(Layers, FrozenOnesKeepTheirWeightsUnderEveryOptimizer) {
  std::vector<LayerChoice> layers{parsed("dense:units=5"), parsed("dense:units=4")};
  layers[0].frozen = true;
  Spec s = on_moons(layers);
  Trainer t(s);
  const auto before = t.lane(0).parameters();
  t.step(50);
  const auto after = t.lane(0).parameters();
  const size_t frozen = 5 * 2 + 5;
  for (size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i] == after[i], i < frozen) << i;
}

TEST(Layers, RefusalsSayWhatWouldFit) {
  EXPECT_EQ(
      message(on_moons({parsed("conv2d")})),
      "conv2d1 takes images [channels, height, width], got a vector of 2; put the layer image before it to "
      "say how the numbers lie");
  EXPECT_EQ(message(on_moons({parsed("image:channels=1:height=8:width=8")})),
            "image1: 1×8×8 pixels do not fit a vector of 2");
  EXPECT_EQ(message(on_moons({parsed("desne")})), "there is no layer 'desne'; did you mean 'dense'?");
  EXPECT_EQ(message(on_moons({parsed("dense:units=2.5")})),
            "the layer dense: units must be a whole number, got 2.5");
  EXPECT_EQ(message(on_moons({parsed("dense:unit=2")})),
            "the layer dense has no parameter 'unit'; did you mean 'units'? (it takes units)");
  EXPECT_EQ(message(on_moons({parsed("dense", "rleu")})),
            "there is no activation 'rleu'; did you mean 'relu'?");
  EXPECT_EQ(message(on_moons({parsed("dense"), parsed("add:back=5")})),
            "add2: there are only 1 layers before it, got back = 5");
  Spec s = on_moons({});
  s.init = "hee";
  EXPECT_EQ(message(s), "there is no initialiser 'hee'; did you mean 'he'?");
}

TEST(Initialisers, HaveTheDeviationTheyPromise) {
  const ParameterInfo wide{"w", Shape{200, 100}, Init::Zeros, 100, 200, 0};
  const std::vector<std::pair<const char*, double>> expected{{"glorot", std::sqrt(2.0 / 300)},
                                                             {"glorot_normal", std::sqrt(2.0 / 300)},
                                                             {"he", std::sqrt(2.0 / 100)},
                                                             {"he_normal", std::sqrt(0.02)},
                                                             {"lecun", 0.1},
                                                             {"lecun_normal", 0.1},
                                                             {"normal", 1},
                                                             {"zeros", 0},
                                                             {"sparse", std::sqrt(0.15)},
                                                             {"orthogonal", std::sqrt(1.0 / 200)}};
  ASSERT_EQ(expected.size(), all_inits().size());
  for (const auto& [id, deviation] : expected) {
    ParameterInfo p = wide;
    p.init = find_init(id).init;
    double squares = 0;
    for (float v : initial_parameters(std::vector{p}, 3)) squares += static_cast<double>(v) * v;
    EXPECT_NEAR(std::sqrt(squares / 20000), deviation, 0.02 * deviation) << id;
  }
}

}  // namespace
}  // namespace losscape
