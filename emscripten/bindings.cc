// SPDX-License-Identifier: Apache-2.0
// The boundary to JavaScript: a handful of functions over numbered slots, the same for nine losses or nine
// hundred. Arrays leave as views that are valid until the next call; web/engine/session.ts copies them at
// once.
#include <emscripten/bind.h>

#include <emscripten/val.h>
#include <cstdlib>

#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "answers.h"
#include "boundary.h"
#include "error.h"
#include "fields.h"
#include "json.h"
#include "run_file.h"
#include "surface_values.h"
#include "train/trainer.h"
#include "values.h"

namespace losscape {

namespace {

std::map<int, std::unique_ptr<Trainer>> slots;
std::map<int, std::unique_ptr<Surface>> surfaces;  // the last one asked for of a slot
int next_slot = 1;
std::vector<float> floats;  // what the last view shows
std::vector<double> doubles;
std::vector<std::uint32_t> counts;

Trainer& trainer(int slot) {
  const auto it = slots.find(slot);
  if (it == slots.end()) fail("this run was disposed of");
  return *it->second;
}

std::int64_t step_number(const val& v) {
  const double d = number(v, "step");
  if (!(d >= 0 && d <= kLastStep) || d != std::floor(d))
    fail("step must be a whole number from 0 to ", kLastStep, ", got ", d);
  return static_cast<std::int64_t>(d);
}

int open(val spec) {
  return guarded(-1, [&] {
    Spec experiment;
    read(value_of(spec), experiment);
    slots[next_slot] = std::make_unique<Trainer>(experiment);
    return next_slot++;
  });
}

void close(int slot) {
  slots.erase(slot);
  surfaces.erase(slot);
}
std::string error() { return last_error.what(); }
// Where in a typed loss; PlaceInText of web/engine/types.ts.
std::string error_place() {
  const Position& at = last_error.at;
  return json::Object()
      .add("line", json::number(at.line))
      .add("column", json::number(at.column))
      .add("length", json::number(at.length))
      .add("suggestion", json::text(last_error.suggestion))
      .text();
}

// How many it took; -1 for an error.
double step(int slot, double count) {
  return guarded(-1.0, [&] {
    if (!(count >= 0 && count <= 1e9) || count != std::floor(count))
      fail("step takes a whole number of steps from 0 to 1e9, got ", count);
    return static_cast<double>(trainer(slot).step(static_cast<std::int64_t>(count)));
  });
}

std::string axis(const AxisInfo& a, std::pair<double, double> range) {
  return json::Object()
      .add("name", json::text(a.name))
      .add("unit", json::text(a.unit))
      .add("low", json::number(range.first))
      .add("high", json::number(range.second))
      .text();
}

// RunInfo of web/engine/types.ts without its arrays.
std::string describe(int slot) {
  return guarded(std::string(), [&] {
    Trainer& t = trainer(slot);
    const DataSet& d = t.data();
    std::string inputs, lanes;
    for (size_t i = 0; i < d.inputs.size(); ++i) inputs += (i ? "," : "") + axis(d.inputs[i], t.range(i));
    for (size_t k = 0; k < t.lane_count(); ++k) {
      const Lane& lane = t.lane(k);
      json::Object params;
      for (const auto& [id, value] : lane.parameter_values()) params.add(id, json::number(value));
      lanes += (k ? "," : "") + json::Object()
                                    .add("loss", json::text(lane.loss().id))
                                    .add("text", json::text(lane.text()))
                                    .add("params", params.text())
                                    .add("embedding", json::number(lane.embeds() ? lane.outputs() : 0))
                                    .add("together", json::boolean(lane.compares()))
                                    .text();
    }
    // Columns of the user's own, unless they are those of a table of the catalogue.
    const bool own = t.spec().own.has_value() && !find_data(t.spec().data).external;
    const Metric& m = t.metric();
    const std::string data =
        json::Object()
            .add("id", json::text(own ? "own" : t.spec().data))
            .add("title", json::text(own ? "Your data" : find_data(t.spec().data).title))
            .add("task", json::text(name_of(d.task)))
            .add("inputs", "[" + inputs + "]")
            .add("target", axis(d.target, t.range(d.inputs.size())))
            .add("image", d.image[0] ? json::array(d.image, json::number) : "null")
            .add("filled", json::number(d.filled))
            .add("dropped", json::number(d.dropped))
            .add("classes", json::array(d.class_names, [](const std::string& c) { return json::text(c); }))
            .text();
    return json::Object()
        .add("data", data)
        .add("lanes", "[" + lanes + "]")
        .add("parameters", json::number(t.lane(0).weights()))
        .add("steps_per_epoch", json::number(static_cast<double>(t.steps_per_epoch())))
        .add("metric", json::Object()
                           .add("id", json::text(m.id))
                           .add("title", json::text(m.title))
                           .add("unit", json::text(m.in_target_units ? d.target.unit : ""))
                           .add("higher_is_better", json::boolean(m.higher_is_better))
                           .text())
        .text();
  });
}

template <class T>
val show(std::vector<T>& v) {
  return val(emscripten::typed_memory_view(v.size(), v.data()));
}

val show(std::vector<float> v) {
  floats = std::move(v);
  return show<float>(floats);
}

std::vector<float> widened(const std::vector<std::uint8_t>& v) { return {v.begin(), v.end()}; }

std::vector<double> flat(MetricCurve c) {
  c.x.insert(c.x.end(), c.y.begin(), c.y.end());
  c.x.insert(c.x.end(), c.z.begin(), c.z.end());
  return std::move(c.x);
}

// A metric on arrays of the caller's, in the order of its inputs: a number, or its curve as x, y and z one
// after the other. `parameter` undefined: its default.
val metric_on(const std::string& id, val prediction, val target, val other, val parameter, bool curve) {
  return guarded(val::undefined(), [&]() -> val {
    const Metric& m = find_metric(id);
    std::array<std::vector<double>, 3> arrays;
    MetricInputs inputs;
    for (size_t i = 0; const val* given : {&prediction, &target, &other}) {
      if (m.inputs[i].id && present(*given)) {
        if (!(*given)["length"].isNumber()) fail(id, ": ", m.inputs[i].id, " must be an array of numbers");
        arrays[i] = emscripten::convertJSArrayToNumberVector<double>(*given);
      }
      inputs[i] = arrays[i];
      ++i;
    }
    ParameterValues values;
    if (present(parameter) && m.parameter.id) {
      values.emplace_back(m.parameter.id, number(parameter, m.parameter.id));
    }
    if (!curve) return val(evaluate_metric(m, inputs, values));
    doubles = flat(metric_curve(m, inputs, values));
    return show(doubles);
  });
}

// Arrays by name. `lane` and the numbers matter only to the views that name them.
val view(int slot, const std::string& name, int lane_number, double a, double b, double c, double d) {
  return guarded(val::undefined(), [&]() -> val {
    Trainer& t = trainer(slot);
    const size_t k = static_cast<size_t>(lane_number);
    if (name == "x") return show(doubles = t.data().x);
    if (name == "y") return show(doubles = t.data().y);
    if (name == "part") return show(widened(t.parts()));
    if (name == "outlier") return show(widened(t.data().outlier));
    if (name == "weights") return show(t.lane(k).parameters());
    if (name == "field") return show(doubles = t.field(k, static_cast<int>(a)));
    if (name == "spread") return show(t.spread(k, static_cast<int>(a)));
    if (name == "samples") {  // predictions, gradients, losses, embedding, one after the other
      const Trainer::Samples s = t.samples(k);
      doubles = s.predictions;
      for (const auto* part : {&s.gradients, &s.losses, &s.embedding})
        doubles.insert(doubles.end(), part->begin(), part->end());
      return show(doubles);
    }
    if (name == "curve") {  // predictions, values, gradients, curvatures; a to b in c points for target d
      Lane::Curve curve = t.curve(k, a, b, static_cast<int>(c), d);
      for (const auto* part : {&curve.value, &curve.gradient, &curve.curvature})
        curve.prediction.insert(curve.prediction.end(), part->begin(), part->end());
      return show(std::move(curve.prediction));
    }
    if (name == "status") {
      const LaneStatus s = t.status(k);
      doubles = {static_cast<double>(t.steps()),
                 static_cast<double>(s.diverged_at),
                 s.train_loss,
                 s.validation_loss,
                 s.train_metric,
                 s.validation_metric,
                 t.lane(k).rate()};
      if (const Watched* stop = t.stopping().stopped(k)) {
        const auto rule = static_cast<double>(t.stopping().rule_of(stop));
        doubles.insert(doubles.end(), {rule, static_cast<double>(stop->stopped_at),
                                       static_cast<double>(stop->best_step), stop->best});
      }
      return show(doubles);
    }
    if (name == "program") {  // JSON
      const Program& program = t.lane(k).program();
      const std::vector<double> seconds = t.lane(k).profile();
      std::vector<std::string> list;
      for (size_t i = 0; i < seconds.size(); ++i) {
        list.push_back(json::Object()
                           .add("label", json::text(program.instructions[i].label))
                           .add("nanoseconds", json::number(seconds[i] * 1e9))
                           .text());
      }
      return val(json::Object()
                     .add("bytes", json::number(static_cast<double>(program.arena_floats * 4)))
                     .add("fused_away", json::number(program.fused_away))
                     .add("instructions", json::array(list, [](const std::string& s) { return s; }))
                     .text());
    }
    if (name == "position") {
      doubles = {static_cast<double>(t.steps()), static_cast<double>(t.head()), t.finished() ? 1.0 : 0.0};
      return show(doubles);
    }
    if (name == "saved") return val(saved_text(t, static_cast<std::int64_t>(a)));  // JSON
    if (name == "terms") return val(terms_text(t, k));                             // JSON
    if (name == "surface" || name == "surface_work" || name == "surface_numbers") {
      Surface* surface = surfaces[slot].get();
      if (!surface) fail("no surface was asked for");
      if (name == "surface") return val(surface_text(*surface));  // JSON
      if (name == "surface_numbers") return show(surface_numbers(*surface));
      doubles = {surface->work(static_cast<int>(a))};  // works on a pieces: the share that is done
      return show(doubles);
    }
    if (name == "layers") return val(layers_text(t, k));          // JSON
    if (name == "inspection") return val(inspection_text(t, k));  // JSON
    if (name == "check") return val(check_text(t, k, static_cast<int>(a)));
    if (name == "findings") return val(findings_text(t));
    if (name == "forward") {  // of sample a: values of all layers, then gradients by them and by the weights
      Lane::Trace trace = t.forward(k, static_cast<int>(a));
      for (const auto* part : {&trace.gradients, &trace.by_weights})
        trace.values.insert(trace.values.end(), part->begin(), part->end());
      return show(std::move(trace.values));
    }
    if (name == "update") return show(t.next_update(k));
    if (name == "state") return show(t.saved(t.steps()).state);
    if (name == "metrics") {  // of all metrics in order, NaN for those of other tasks: part a
      const Outcome outcome = t.outcome(k, static_cast<std::uint8_t>(a));
      doubles.clear();
      for (const Metric* m : all_metrics())
        doubles.push_back(judges(*m, t.data().task) ? outcome.value(*m) : std::nan(""));
      return show(doubles);
    }
    if (name == "judges") {  // JSON: the metrics that judge the task, with their place in the list of all
      std::vector<std::string> list;
      for (size_t i = 0; i < all_metrics().size(); ++i) {
        const Metric& m = *all_metrics()[i];
        if (!judges(m, t.data().task)) continue;
        const size_t curves = !m.curve ? 0 : m.curve_per_class && t.data().classes > 2 ? t.data().classes : 1;
        list.push_back(json::Object()
                           .add("id", json::text(m.id))
                           .add("place", json::number(static_cast<double>(i)))
                           .add("curves", json::number(static_cast<double>(curves)))
                           .text());
      }
      return val(json::array(list, [](const std::string& s) { return s; }));
    }
    if (name == "metric_curve") {  // of metric b on part a, for class c: x, y and z one after the other
      const auto& metrics = all_metrics();
      const auto index = static_cast<size_t>(b);
      if (index >= metrics.size()) fail("there is no metric ", index);
      doubles =
          flat(t.outcome(k, static_cast<std::uint8_t>(a)).curve(*metrics[index], static_cast<size_t>(c)));
      return show(doubles);
    }
    const History& h = t.history();
    if (name == "history_steps") {
      counts = h.steps;
      return show(counts);
    }
    if (name == "history_terms") {  // JSON: their names; of term a value and norm, one after the other
      t.lane(k);
      const std::vector<History::Term>& terms = h.lanes[k].terms;
      if (a < 0)
        return val(json::array(terms, [](const History::Term& term) { return json::text(term.id); }));
      const History::Term& term = terms.at(static_cast<size_t>(a));
      std::vector<float> all;
      for (const auto* part : {&term.value, &term.gradient_norm}) {
        all.insert(all.end(), part->begin(), part->end());
        all.insert(all.end(), h.steps.size() - part->size(), std::numeric_limits<float>::quiet_NaN());
      }
      return show(std::move(all));
    }
    if (name == "history") {  // four series, one after the other
      t.lane(k);
      const History::Series& s = h.lanes[k];
      std::vector<float> all;
      for (const auto* part : {&s.train_loss, &s.validation_loss, &s.train_metric, &s.validation_metric})
        all.insert(all.end(), part->begin(), part->end());
      return show(std::move(all));
    }
    fail("there is no view '", name, "'");
  });
}

// [samples × outputs] of x [samples × inputs].
val predict(int slot, int lane, val x) {
  return guarded(val::undefined(), [&] {
    doubles = trainer(slot).predict(static_cast<size_t>(lane), doubles_of(x, "x"));
    return show(doubles);
  });
}

// Changes by name: reset, learning_rate, loss (a lane's slider), lane (its loss, optimiser, rate), point (a
// sample: its inputs and target); seek and rewind to a step; resume (a saved run); surface (what
// to look at around a lane's weights; the view surface_work does the work).
bool set(int slot, const std::string& name, int index, const std::string& id, val value) {
  return guarded(false, [&] {
    Trainer& t = trainer(slot);
    if (name == "reset")
      t.reset();
    else if (name == "learning_rate")
      t.set_learning_rate(number(value, "learning_rate"));
    else if (name == "loss")
      t.set_loss_parameter(static_cast<size_t>(index), id, number(value, id));
    else if (name == "lane") {
      LaneSetup setup = t.setup(static_cast<size_t>(index));
      read(value_of(value), setup, "lane");
      t.set_lane(static_cast<size_t>(index), setup);
    } else if (name == "seek")
      t.seek(step_number(value));
    else if (name == "rewind")
      t.rewind(step_number(value));
    else if (name == "surface") {
      SurfaceRequest request;
      if (present(value)) read(value_of(value), request, "a surface");
      surfaces[slot] = std::make_unique<Surface>(t, static_cast<size_t>(index), request);
    } else if (name == "resume")
      t.resume(saved_run(t, value_of(value)));
    else if (name == "point") {
      std::vector<double> point = doubles_of(value, "point");
      if (point.empty()) fail("a moved point needs its inputs and its target");
      const double y = point.back();
      point.pop_back();
      t.move_point(index, point, y);
    } else
      fail("there is no setting '", name, "'");
    return true;
  });
}

}  // namespace

// What the C++ library says before it gives up. Its own version formats the message with printf, 5 kB of the
// download.
extern "C" [[noreturn]] void abort_message(const char*, ...) { std::abort(); }

EMSCRIPTEN_BINDINGS(losscape) {
  emscripten::function("open", &open);
  emscripten::function("close", &close);
  emscripten::function("error", &error);
  emscripten::function("error_place", &error_place);
  emscripten::function("step", &step);
  emscripten::function("info", &describe);
  emscripten::function("view", &view);
  emscripten::function("set", &set);
  emscripten::function("predict", &predict);
  emscripten::function("metric", &metric_on);
}

}  // namespace losscape
