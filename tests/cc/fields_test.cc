// SPDX-License-Identifier: Apache-2.0
#include "fields.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "error.h"
#include "json.h"
#include "optim/update_rule.h"
#include "train/spec.h"

namespace losscape {
namespace {

using json::Value;

Value object(std::initializer_list<json::Field> fields) { return {Value::Object(fields)}; }
Value list(std::initializer_list<Value> items) { return {Value::List(items)}; }
Value word(const char* s) { return {std::string(s)}; }

std::string refusal(const Value& v) {
  Spec spec;
  try {
    read(v, spec);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Fields, AreReadByName) {
  Spec spec;
  read(object({{"data", word("moons")},
               {"losses", list({object({{"id", word("focal")}, {"params", object({{"gamma", {3.0}}})}}),
                                object({{"text", word("(p - y)^2")}, {"weight", {0.5}}})})},
               {"hidden", {Value::Numbers{4, 3}}},
               {"noise", {0.3}},
               {"ema", {0.9}},
               {"data_draw", {2.0}},
               {"learning_rate", {0.2}},
               {"seed", {4294967295.0}},
               {"batch_size", {}},
               {"stop", list({})},
               {"edits", list({object({{"index", {3.0}}, {"y", {2.5}}})})}}),
       spec);
  EXPECT_EQ(spec.data, "moons");
  ASSERT_EQ(spec.losses.size(), 2u);
  EXPECT_EQ(spec.losses[0].params, (ParameterValues{{"gamma", 3}}));
  EXPECT_EQ(spec.losses[1].text, "(p - y)^2");
  EXPECT_EQ(spec.losses[1].composite.weight, 0.5);
  EXPECT_EQ(spec.hidden, (std::vector<int>{4, 3}));
  EXPECT_EQ(spec.knobs, (ParameterValues{{"noise", 0.3}}));
  EXPECT_EQ(spec.optimizer_options, (ParameterValues{{"ema", 0.9}}));
  EXPECT_EQ(spec.draws, (ParameterValues{{"data_draw", 2}}));
  EXPECT_EQ(spec.learning_rate, 0.2);
  EXPECT_EQ(spec.seed, 4294967295u);
  EXPECT_EQ(spec.batch_size, 16) << "what was left out keeps its default";
  ASSERT_EQ(spec.edits.size(), 1u);
  EXPECT_EQ(spec.edits[0].y, 2.5);
  EXPECT_TRUE(spec.edits[0].x.empty());
}

TEST(Fields, WhatIsWrongIsNamedByItsPlace) {
  EXPECT_EQ(refusal({5.0}), "a spec must be an object, for example {losses: [{id: 'mse'}]}, got a number");
  EXPECT_EQ(refusal(object({{"batchsize", {8.0}}})),
            "a spec has no field 'batchsize'; did you mean 'batch_size'?");
  EXPECT_EQ(refusal(object({{"noise", word("much")}})), "noise must be a number, got text");
  EXPECT_EQ(refusal(object({{"batch_size", {2.5}}})), "batch_size must be a whole number, got 2.5");
  EXPECT_EQ(refusal(object({{"seed", {-1.0}}})), "seed must be a whole number from 0 to 4294967295, got -1");
  EXPECT_EQ(refusal(object({{"losses", word("mse")}})), "losses must be a list, got text");
  EXPECT_EQ(refusal(object({{"losses", list({word("mse")})}})),
            "losses[0] must be an object, for example {id: 'huber', params: {delta: 0.5}}, got text");
  EXPECT_EQ(refusal(object({{"losses", list({object({})})}})), "losses[0].id must be given");
  EXPECT_EQ(refusal(object({{"losses", list({object({{"id", word("mse")}, {"wieght", {2.0}}})})}})),
            "losses[0] has no field 'wieght'; did you mean 'weight'?");
  const Value term = object({{"id", word("l2")}, {"weight", {true}}});
  EXPECT_EQ(refusal(object({{"losses", list({object({{"id", word("mse")}, {"terms", list({term})}})})}})),
            "losses[0].terms[0].weight must be a number, got true or false");
  EXPECT_EQ(
      refusal(object(
          {{"losses", list({object({{"id", word("mse")}, {"params", object({{"delta", word("1")}})}})})}})),
      "losses[0].params.delta must be a number, got text");
  EXPECT_EQ(refusal(object({{"hidden", list({{8.0}, {}})}})), "hidden[1] must be given");
  EXPECT_EQ(refusal(object({{"own", object({{"task", word("clustering")}})}})),
            "own.task must be regression, binary or multiclass, got 'clustering'");
}

struct Dice {
  std::mt19937 bits{11};
  size_t below(size_t n) { return bits() % n; }
};

// What may stand in a field, right and wrong.
Value anything(Dice& random, int depth) {
  switch (random.below(depth > 3 ? 5 : 7)) {
    case 0:
      return {};
    case 1:
      return {random.below(2) == 0};
    case 2:
      return {std::array{0.0, 1.0, -3.5, 1e300, std::nan(""), 16.0}[random.below(6)]};
    case 3:
      return word(std::array{"", "mse", "given", "regression", "moons"}[random.below(5)]);
    case 4:
      return {Value::Numbers(random.below(4), 2.0)};
    case 5: {
      Value::List items;
      for (auto n = random.below(3); n > 0; --n) items.push_back(anything(random, depth + 1));
      return {items};
    }
    default: {
      static const std::array kNames{"id",   "params", "weight", "text", "index", "lane",  "x",
                                     "from", "y",      "step",   "task", "image", "terms", "class_weights"};
      Value::Object fields;
      for (auto n = random.below(4); n > 0; --n)
        fields.push_back({kNames[random.below(kNames.size())], anything(random, depth + 1)});
      return {fields};
    }
  }
}

std::vector<std::string> names_of(const Value& v) {
  std::vector<std::string> out;
  for (const json::Field& f : std::get<Value::Object>(v.is)) out.push_back(f.name);
  return out;
}

Spec full() {
  Spec spec;
  spec.own.emplace();
  spec.losses = {{"mse"}};
  spec.learning_rate = 0.1;
  for (const Parameter& p : knob_parameters()) spec.knobs.emplace_back(p.id, p.value);
  for (const Parameter& p : optimizer_options()) spec.optimizer_options.emplace_back(p.id, p.value);
  for (const Parameter& p : draws()) spec.draws.emplace_back(p.id, p.value);
  return spec;
}

TEST(Fields, EverySettingIsAFieldWithItsDefault) {
  const Value defaults = written(full());
  for (const SpecNumber& s : settings()) {
    const double* value = std::get_if<double>(&defaults[s.number.id].is);
    ASSERT_TRUE(value) << s.number.id;
    if (s.number.id != std::string_view("learning_rate")) EXPECT_EQ(*value, s.number.value) << s.number.id;
  }
}

TEST(Fields, AnythingIsReadAndComesBackOrIsRefusedByName) {
  const std::vector<std::string> names = names_of(written(full()));
  Dice random;
  int taken = 0, refused = 0;
  for (int i = 0; i < 20000; ++i) {
    Value::Object fields;
    std::set<std::string> used;
    for (auto n = 1 + random.below(3); n > 0; --n) {
      const std::string& name = names[random.below(names.size())];
      if (used.insert(name).second) fields.push_back({name, anything(random, 0)});
    }
    const Value given{fields};
    Spec spec;
    try {
      read(given, spec);
    } catch (const Error& e) {
      ++refused;
      const std::string what = e.what();
      const bool named =
          std::any_of(used.begin(), used.end(), [&](const std::string& n) { return what.starts_with(n); });
      ASSERT_TRUE(named) << what << "\n" << json::text(given);
      continue;
    }
    ++taken;
    const Value out = written(spec);
    Spec again;
    read(out, again);
    ASSERT_EQ(json::text(written(again)), json::text(out)) << json::text(given);
    // What is wrong with values is for validate() to say.
    try {
      validate(spec);
    } catch (const Error&) {
    }
  }
  EXPECT_GT(taken, 2000);
  EXPECT_GT(refused, 2000);
}

TEST(Fields, ALongListIsReadInOnePass) {
  Value::List edits;
  for (double i = 0; i < 100000; ++i)
    edits.push_back(object({{"index", {i}}, {"x", {Value::Numbers{i}}}, {"y", {i}}}));
  Spec spec;
  read(object({{"edits", {edits}}}), spec);
  ASSERT_EQ(spec.edits.size(), 100000u);
  EXPECT_EQ(spec.edits.back().x, (std::vector<double>{99999}));
}

}  // namespace
}  // namespace losscape
