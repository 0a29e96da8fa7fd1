// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include "error.h"
#include "json.h"
#include "train/doctor.h"
#include "train/inspection.h"

namespace losscape {

namespace {

std::string histogram_text(const Histogram& h) {
  return json::object({{"low", json::number(h.low)},
                       {"high", json::number(h.high)},
                       {"counts", json::array(h.counts, json::number)}});
}

std::string layer_text(const LayerReport& r) {
  return json::object({{"name", json::text(r.name)},
                       {"weight_norm", json::number(r.weight_norm)},
                       {"gradient_norm", json::number(r.gradient_norm)},
                       {"update_norm", json::number(r.update_norm)},
                       {"flow", json::number(r.flow)},
                       {"units", json::number(r.units)},
                       {"dead", json::number(r.dead)},
                       {"saturated", json::number(r.saturated)},
                       {"weights", histogram_text(r.weights)},
                       {"gradients", histogram_text(r.gradients)},
                       {"activations", histogram_text(r.activations)}});
}

std::string shape_text(const Shape& shape) {
  return json::array(std::span(shape.extent.data(), static_cast<size_t>(shape.rank)),
                     [](std::int32_t extent) { return json::number(extent); });
}

}  // namespace

std::string inspection_text(Trainer& trainer, size_t lane) {
  const Inspection seen = inspect(trainer, lane);
  return json::object({{"layers", json::array(seen.layers, layer_text)},
                       {"norms", json::array(seen.norms, json::number)},
                       {"shares", json::array(seen.shares, json::number)},
                       {"gradient_norm", json::number(seen.gradient_norm)},
                       {"noise_scale", json::number(seen.noise_scale)}});
}

std::string check_text(Trainer& trainer, size_t lane, int count) {
  if (count < 1 || count > 1000) fail("a check takes 1 to 1000 weights, got ", count);
  return json::array(check_gradient(trainer, lane, count), [](const CheckedWeight& w) {
    return json::object({{"parameter", json::text(w.parameter)},
                         {"index", json::number(w.index)},
                         {"analytic", json::number(w.analytic)},
                         {"numeric", json::number(w.numeric)}});
  });
}

std::string findings_text(Trainer& trainer) {
  return json::array(diagnose(trainer), [](const Finding& f) {
    std::vector<std::pair<std::string_view, std::string>> evidence;
    for (const auto& [id, value] : f.evidence) evidence.emplace_back(id, json::number(value));
    return json::object({{"id", json::text(f.id)},
                         {"lane", json::number(static_cast<double>(f.lane))},
                         {"step", json::number(static_cast<double>(f.step))},
                         {"serious", json::boolean(f.serious)},
                         {"evidence", json::object(evidence)},
                         {"remedy", f.remedy}});
  });
}

std::string layers_text(Trainer& trainer, size_t lane) {
  return json::array(trainer.lane(lane).layers(), [](const Lane::Layer& layer) {
    const size_t prefix = layer.name.size() + 1;
    return json::object({{"name", json::text(layer.name)},
                         {"activation", json::text(layer.after ? layer.after->id : "")},
                         {"shape", shape_text(layer.shape)},
                         {"parameters", json::array(layer.parameters, [&](const ParameterInfo* p) {
                            return json::object({{"name", json::text(p->name.substr(prefix))},
                                                 {"offset", json::number(p->offset)},
                                                 {"shape", shape_text(p->shape)}});
                          })}});
  });
}

}  // namespace losscape
