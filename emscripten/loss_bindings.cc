// SPDX-License-Identifier: Apache-2.0
// Losses on arrays. Opening and planning go through Embind and happen rarely; a call writes its numbers
// straight into wasm memory and runs one exported function (web/engine/loss-calls.ts).
#include <emscripten.h>
#include <emscripten/bind.h>
#include <wasm_simd128.h>

#include <map>
#include <memory>

#include "boundary.h"
#include "json.h"
#include "losses/choice.h"
#include "losses/evaluation.h"
#include "losses/layout.h"
#include "train/spec.h"
#include "values.h"

namespace losscape {

namespace {

struct OpenLoss {
  std::shared_ptr<const Loss> loss;
  std::vector<double> parameters;
  std::map<int, std::unique_ptr<LossProgram>> programs;
};

std::map<int, OpenLoss> losses;
int next_loss = 1;

OpenLoss& opened(int slot) {
  const auto it = losses.find(slot);
  if (it == losses.end()) fail("this loss was disposed of");
  return it->second;
}

// {id, params} or {text, params}
int open_loss(val choice) {
  return guarded(-1, [&] {
    LossChoice wanted;
    read(value_of(choice), wanted, "a loss");
    OpenLoss open;
    open.loss = loss_of(wanted.id, wanted.text);
    open.parameters = resolved(open.loss->id, open.loss->params, wanted.params);
    losses.emplace(next_loss, std::move(open));
    return next_loss++;
  });
}

void close_loss(int slot) { losses.erase(slot); }

Reduction reduction_of(const std::string& name) {
  constexpr std::pair<const char*, Reduction> kNames[] = {{"none", Reduction::None},
                                                          {"mean", Reduction::Mean},
                                                          {"mean_by_count", Reduction::MeanByCount},
                                                          {"sum", Reduction::Sum},
                                                          {"batchmean", Reduction::BatchMean}};
  for (const auto& [known, reduction] : kNames) {
    if (name == known) return reduction;
  }
  fail("reduction must be none, mean, mean_by_count, batchmean or sum, got '", name, "'");
}

double address(const void* p) { return static_cast<double>(reinterpret_cast<std::uintptr_t>(p)); }

// A program for these shapes ([extents] as callers have them or null, an input): LossPlan of
// web/engine/core.ts.
std::string plan_loss(int slot, int wanted, std::string reduction, bool weighted, bool wide, val shapes) {
  return guarded(std::string(), [&] {
    OpenLoss& open = opened(slot);
    LossRequest request{static_cast<unsigned>(wanted), reduction_of(reduction), weighted, wide, {}};
    const int inputs = shapes["length"].as<int>();
    for (int i = 0; i < inputs; ++i) {
      request.shapes.emplace_back();
      if (const val shape = shapes[i]; present(shape))
        request.shapes.back() = core_shape(open.loss->inputs[static_cast<size_t>(i)].dims,
                                           emscripten::convertJSArrayToNumberVector<int>(shape));
    }
    const int key = open.programs.empty() ? 1 : open.programs.rbegin()->first + 1;
    auto program = std::make_unique<LossProgram>(*open.loss, open.parameters, request);
    std::vector<std::string> ports;
    for (const LossProgram::Port& p : program->ports()) {
      ports.push_back(json::Object()
                          .add("name", json::text(p.name))
                          .add("at", json::number(address(p.at)))
                          .add("rows", json::number(static_cast<double>(p.rows)))
                          .add("columns", json::number(static_cast<double>(p.columns)))
                          .add("stride", json::number(static_cast<double>(p.stride)))
                          .add("shape", json::array(p.shape, json::number))
                          .add("axes", json::array(p.axes, json::number))
                          .add("output", json::boolean(p.output))
                          .text());
    }
    const std::string out =
        json::Object()
            .add("key", json::number(key))
            .add("program", json::number(address(program.get())))
            .add("capacity", json::number(program->capacity()))
            .add("in_turns", json::boolean(program->in_turns()))
            .add("losses", json::number(static_cast<double>(program->losses_of_a_sample())))
            .add("weighed", json::boolean(program->weighs()))
            .add("ports", json::array(ports, [](const std::string& s) { return s; }))
            .text();
    open.programs.emplace(key, std::move(program));
    return out;
  });
}

void drop_plan(int slot, int key) {
  if (const auto it = losses.find(slot); it != losses.end()) it->second.programs.erase(key);
}

}  // namespace

extern "C" {

/// Σ or reduced value, see LossProgram::run.
EMSCRIPTEN_KEEPALIVE double loss_run(LossProgram* program, int samples) { return program->run(samples); }
/// Every number of an input lies in [low, high]; NaN does not.
EMSCRIPTEN_KEEPALIVE bool loss_within(const float* at, int rows, int columns, int stride, float low,
                                      float high) {
  const v128_t least = wasm_f32x4_splat(low), most = wasm_f32x4_splat(high);
  for (int r = 0; r < rows; ++r, at += stride) {
    v128_t inside = wasm_i32x4_splat(-1);
    int c = 0;
    for (; c + 4 <= columns; c += 4) {
      const v128_t x = wasm_v128_load(at + c);
      inside = wasm_v128_and(inside, wasm_v128_and(wasm_f32x4_ge(x, least), wasm_f32x4_le(x, most)));
    }
    if (!wasm_i32x4_all_true(inside)) return false;
    for (; c < columns; ++c) {
      if (!(at[c] >= low && at[c] <= high)) return false;
    }
  }
  return true;
}
EMSCRIPTEN_KEEPALIVE double loss_weight(const LossProgram* program) { return program->weight(); }
}

EMSCRIPTEN_BINDINGS(losses) {
  emscripten::function("open_loss", &open_loss);
  emscripten::function("close_loss", &close_loss);
  emscripten::function("plan_loss", &plan_loss);
  emscripten::function("drop_plan", &drop_plan);
}

}  // namespace losscape
