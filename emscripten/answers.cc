// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include "error.h"
#include "json.h"
#include "train/doctor.h"
#include "train/inspection.h"

namespace losscape {

namespace {

std::string histogram_text(const Histogram& h) {
  return json::Object()
      .add("low", json::number(h.low))
      .add("high", json::number(h.high))
      .add("counts", json::array(h.counts, json::number))
      .text();
}

std::string layer_text(const LayerReport& r) {
  return json::Object()
      .add("name", json::text(r.name))
      .add("weight_norm", json::number(r.weight_norm))
      .add("gradient_norm", json::number(r.gradient_norm))
      .add("update_norm", json::number(r.update_norm))
      .add("flow", json::number(r.flow))
      .add("units", json::number(r.units))
      .add("dead", json::number(r.dead))
      .add("saturated", json::number(r.saturated))
      .add("weights", histogram_text(r.weights))
      .add("gradients", histogram_text(r.gradients))
      .add("activations", histogram_text(r.activations))
      .text();
}

std::string shape_text(const Shape& shape) {
  return json::array(std::span(shape.extent.data(), static_cast<size_t>(shape.rank)),
                     [](std::int32_t extent) { return json::number(extent); });
}

}  // namespace

std::string inspection_text(Trainer& trainer, size_t lane) {
  const Inspection seen = inspect(trainer, lane);
  return json::Object()
      .add("layers", json::array(seen.layers, layer_text))
      .add("norms", json::array(seen.norms, json::number))
      .add("shares", json::array(seen.shares, json::number))
      .add("gradient_norm", json::number(seen.gradient_norm))
      .add("noise_scale", json::number(seen.noise_scale))
      .text();
}

std::string check_text(Trainer& trainer, size_t lane, int count) {
  if (count < 1 || count > 1000) fail("a check takes 1 to 1000 weights, got ", count);
  return json::array(check_gradient(trainer, lane, count), [](const CheckedWeight& w) {
    return json::Object()
        .add("parameter", json::text(w.parameter))
        .add("index", json::number(w.index))
        .add("analytic", json::number(w.analytic))
        .add("numeric", json::number(w.numeric))
        .text();
  });
}

std::string findings_text(Trainer& trainer) {
  return json::array(diagnose(trainer), [](const Finding& f) {
    json::Object evidence;
    for (const auto& [id, value] : f.evidence) evidence.add(id, json::number(value));
    return json::Object()
        .add("id", json::text(f.id))
        .add("lane", json::number(static_cast<double>(f.lane)))
        .add("step", json::number(static_cast<double>(f.step)))
        .add("serious", json::boolean(f.serious))
        .add("evidence", evidence.text())
        .add("remedy", f.remedy)
        .text();
  });
}

std::string layers_text(Trainer& trainer, size_t lane) {
  return json::array(trainer.lane(lane).layers(), [](const Lane::Layer& layer) {
    const size_t prefix = layer.name.size() + 1;
    return json::Object()
        .add("name", json::text(layer.name))
        .add("activation", json::text(layer.after ? layer.after->id : ""))
        .add("shape", shape_text(layer.shape))
        .add("parameters", json::array(layer.parameters,
                                       [&](const ParameterInfo* p) {
                                         return json::Object()
                                             .add("name", json::text(p->name.substr(prefix)))
                                             .add("offset", json::number(p->offset))
                                             .add("shape", shape_text(p->shape))
                                             .text();
                                       }))
        .text();
  });
}

}  // namespace losscape
