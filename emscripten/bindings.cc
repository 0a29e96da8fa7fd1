// SPDX-License-Identifier: Apache-2.0
// The boundary to JavaScript: a handful of functions over numbered slots, the same for nine losses or nine
// hundred. Arrays leave as views that are valid until the next call; web/engine/session.ts copies them at
// once.
#include <emscripten/bind.h>

#include <emscripten/val.h>
#include <cstdlib>

#include <cmath>
#include <map>
#include <memory>

#include "error.h"
#include "json.h"
#include "train/trainer.h"

namespace losscape {

namespace {

using emscripten::val;

std::map<int, std::unique_ptr<Trainer>> slots;
int next_slot = 1;
std::string last_error;
std::vector<float> floats;  // what the last view shows
std::vector<double> doubles;
std::vector<std::uint32_t> counts;

// Runs `work`; an Error becomes the text that error() returns and `failed`.
template <class R, class F>
R guarded(R failed, F work) {
  last_error.clear();
  try {
    return work();
  } catch (const Error& e) {
    last_error = e.what();
  } catch (const std::bad_alloc&) {
    last_error = "out of memory: use fewer samples, a smaller batch or fewer units";
  } catch (const std::exception& e) {
    last_error = e.what();
  }
  return failed;
}

Trainer& trainer(int slot) {
  const auto it = slots.find(slot);
  if (it == slots.end()) fail("this run was disposed of");
  return *it->second;
}

bool present(const val& v) { return !v.isUndefined() && !v.isNull(); }

double number(const val& v, const std::string& field) {
  if (!v.isNumber()) fail(field, " must be a number, got ", v.typeOf().as<std::string>());
  return v.as<double>();
}

int whole(const val& v, const std::string& field) {
  const double d = number(v, field);
  if (!(std::abs(d) <= 2147483647.0) || d != std::floor(d)) fail(field, " must be a whole number, got ", d);
  return static_cast<int>(d);
}

std::string word(const val& v, const std::string& field) {
  if (!v.isString()) fail(field, " must be text, got ", v.typeOf().as<std::string>());
  return v.as<std::string>();
}

std::vector<float> array(const val& v, const std::string& field) {
  if (!present(v) || !v["length"].isNumber()) fail(field, " must be an array of numbers");
  return emscripten::convertJSArrayToNumberVector<float>(v);
}

template <class F>
void each(const val& list, const std::string& field, F work) {
  if (!present(list) || !list["length"].isNumber() || list.isString()) fail(field, " must be a list");
  const int length = list["length"].as<int>();
  for (int i = 0; i < length; ++i) work(list[i], field + "[" + std::to_string(i) + "]");
}

std::vector<std::string> keys_of(const val& object) {
  std::vector<std::string> out;
  each(val::global("Object").call<val>("keys", object), "keys",
       [&](const val& k, const std::string&) { out.push_back(k.as<std::string>()); });
  return out;
}

ParameterValues parameter_values(const val& object, const std::string& field) {
  ParameterValues out;
  if (!present(object)) return out;
  if (object.typeOf().as<std::string>() != "object") fail(field, " must be an object of numbers");
  for (const std::string& key : keys_of(object))
    out.emplace_back(key, number(object[key], field + "." + key));
  return out;
}

Task task_of(const std::string& name) {
  for (Task t : {Task::Regression, Task::Binary, Task::Multiclass}) {
    if (name == name_of(t)) return t;
  }
  fail("own.task must be regression, binary or multiclass, got '", name, "'");
}

OwnColumns own_columns(const val& v) {
  OwnColumns own;
  own.task = task_of(word(v["task"], "own.task"));
  each(v["x"], "own.x",
       [&](const val& column, const std::string& field) { own.x.push_back(array(column, field)); });
  own.y = array(v["y"], "own.y");
  if (present(v["input_names"]))
    each(v["input_names"], "own.input_names",
         [&](const val& n, const std::string& f) { own.input_names.push_back(word(n, f)); });
  if (present(v["target_name"])) own.target_name = word(v["target_name"], "own.target_name");
  return own;
}

// One row a field of Spec: how it is read. Data knobs come from their own list.
Spec spec_of(const val& v) {
  if (!present(v) || v.typeOf().as<std::string>() != "object")
    fail("a spec must be an object, for example {losses: [{id: 'mse'}]}");
  Spec s;
  using Reader = void (*)(Spec&, const val&);
  static const std::vector<std::pair<std::string, Reader>> kFields = {
      {"data", [](Spec& t, const val& f) { t.data = word(f, "data"); }},
      {"own", [](Spec& t, const val& f) { t.own = own_columns(f); }},
      {"hidden",
       [](Spec& t, const val& f) {
         t.hidden.clear();
         each(f, "hidden", [&](const val& u, const std::string& n) { t.hidden.push_back(whole(u, n)); });
       }},
      {"activation", [](Spec& t, const val& f) { t.activation = word(f, "activation"); }},
      {"losses",
       [](Spec& t, const val& f) {
         each(f, "losses", [&](const val& l, const std::string& n) {
           if (!present(l) || l.typeOf().as<std::string>() != "object")
             fail(n, " must be an object with an id, for example {id: 'huber', params: {delta: 0.5}}");
           t.losses.push_back({word(l["id"], n + ".id"), parameter_values(l["params"], n + ".params")});
         });
       }},
      {"optimizer", [](Spec& t, const val& f) { t.optimizer = word(f, "optimizer"); }},
      {"optimizer_params",
       [](Spec& t, const val& f) { t.optimizer_params = parameter_values(f, "optimizer_params"); }},
      {"learning_rate", [](Spec& t, const val& f) { t.learning_rate = number(f, "learning_rate"); }},
      {"batch_size", [](Spec& t, const val& f) { t.batch_size = whole(f, "batch_size"); }},
      {"train_fraction", [](Spec& t, const val& f) { t.train_fraction = number(f, "train_fraction"); }},
      {"seed",
       [](Spec& t, const val& f) {
         const double d = number(f, "seed");
         if (!(d >= 0 && d <= 4294967295.0) || d != std::floor(d))
           fail("seed must be a whole number from 0 to 4294967295, got ", d);
         t.seed = static_cast<std::uint64_t>(d);
       }},
      {"edits",
       [](Spec& t, const val& f) {
         each(f, "edits", [&](const val& e, const std::string& n) {
           Edit edit{whole(e["index"], n + ".index"), {}, {}};
           if (present(e["x"])) edit.x = array(e["x"], n + ".x");
           if (present(e["y"])) edit.y = static_cast<float>(number(e["y"], n + ".y"));
           t.edits.push_back(edit);
         });
       }},
  };
  for (const std::string& key : keys_of(v)) {
    if (!present(v[key])) continue;
    bool read = false;
    for (const auto& [name, reader] : kFields) {
      if (name != key) continue;
      reader(s, v[key]);
      read = true;
    }
    for (const Parameter& p : knob_parameters()) {
      if (p.id != key) continue;
      s.knobs.emplace_back(key, number(v[key], key));
      read = true;
    }
    if (read) continue;
    std::vector<std::string> known;
    for (const auto& field : kFields) known.push_back(field.first);
    for (const Parameter& p : knob_parameters()) known.emplace_back(p.id);
    const std::string near = nearest_id(key, known);
    fail("a spec has no field '", key, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
  }
  return s;
}

int open(val spec) {
  return guarded(-1, [&] {
    slots[next_slot] = std::make_unique<Trainer>(spec_of(spec));
    return next_slot++;
  });
}

void close(int slot) { slots.erase(slot); }
std::string error() { return last_error; }

bool step(int slot, double count) {
  return guarded(false, [&] {
    if (!(count >= 0 && count <= 1e9) || count != std::floor(count))
      fail("step takes a whole number of steps from 0 to 1e9, got ", count);
    trainer(slot).step(static_cast<std::int64_t>(count));
    return true;
  });
}

std::string axis(const AxisInfo& a, std::pair<double, double> range) {
  return json::object({{"name", json::text(a.name)},
                       {"unit", json::text(a.unit)},
                       {"low", json::number(range.first)},
                       {"high", json::number(range.second)}});
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
      std::vector<std::pair<std::string_view, std::string>> params;
      for (const auto& [id, value] : lane.parameter_values()) params.emplace_back(id, json::number(value));
      lanes += (k ? "," : "") +
               json::object({{"loss", json::text(lane.loss().id)}, {"params", json::object(params)}});
    }
    const bool own = t.spec().own.has_value();
    const MetricInfo m = metric_of(d.task);
    const std::string data = json::object(
        {{"id", json::text(own ? "own" : t.spec().data)},
         {"title", json::text(own ? "Your data" : find_data(t.spec().data).title)},
         {"task", json::text(name_of(d.task))},
         {"inputs", "[" + inputs + "]"},
         {"target", axis(d.target, t.range(d.inputs.size()))},
         {"classes", json::array(d.class_names, [](const std::string& c) { return json::text(c); })}});
    return json::object(
        {{"data", data},
         {"lanes", "[" + lanes + "]"},
         {"parameters", json::number(t.lane(0).weights())},
         {"steps_per_epoch", json::number(static_cast<double>(t.steps_per_epoch()))},
         {"metric", json::object({{"id", json::text(m.id)},
                                  {"title", json::text(m.title)},
                                  {"unit", json::text(m.in_target_units ? d.target.unit : "")},
                                  {"higher_is_better", json::boolean(m.higher_is_better)}})}});
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

// Arrays by name. `lane` and the numbers matter only to the views that name them.
val view(int slot, const std::string& name, int lane_number, double a, double b, double c, double d) {
  return guarded(val::undefined(), [&]() -> val {
    Trainer& t = trainer(slot);
    const size_t k = static_cast<size_t>(lane_number);
    if (name == "x") return show(t.data().x);
    if (name == "y") return show(t.data().y);
    if (name == "part") return show(widened(t.parts()));
    if (name == "outlier") return show(widened(t.data().outlier));
    if (name == "weights") return show(t.lane(k).parameters());
    if (name == "field") return show(t.field(k, static_cast<int>(a)));
    if (name == "samples") {  // predictions, gradients, losses, one after the other
      Lane::Evaluation e = t.samples(k);
      e.predictions.insert(e.predictions.end(), e.gradients.begin(), e.gradients.end());
      e.predictions.insert(e.predictions.end(), e.losses.begin(), e.losses.end());
      return show(std::move(e.predictions));
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
                 s.validation_metric};
      return show(doubles);
    }
    if (name == "program") {  // JSON
      const Program& program = t.lane(k).program();
      const std::vector<double> seconds = t.lane(k).profile();
      std::vector<std::string> list;
      for (size_t i = 0; i < seconds.size(); ++i) {
        list.push_back(json::object({{"label", json::text(program.instructions[i].label)},
                                     {"nanoseconds", json::number(seconds[i] * 1e9)}}));
      }
      return val(json::object({{"bytes", json::number(static_cast<double>(program.arena_floats * 4))},
                               {"fused_away", json::number(program.fused_away)},
                               {"instructions", json::array(list, [](const std::string& s) { return s; })}}));
    }
    const History& h = t.history();
    if (name == "history_steps") {
      counts = h.steps;
      return show(counts);
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

// Changes by name: reset, learning_rate, loss (a lane's slider), point (a sample: its inputs and target).
bool set(int slot, const std::string& name, int index, const std::string& id, val value) {
  return guarded(false, [&] {
    Trainer& t = trainer(slot);
    if (name == "reset")
      t.reset();
    else if (name == "learning_rate")
      t.set_learning_rate(number(value, "learning_rate"));
    else if (name == "loss")
      t.set_loss_parameter(static_cast<size_t>(index), id, number(value, id));
    else if (name == "point") {
      std::vector<float> point = array(value, "point");
      if (point.empty()) fail("a moved point needs its inputs and its target");
      const float y = point.back();
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
  emscripten::function("step", &step);
  emscripten::function("info", &describe);
  emscripten::function("view", &view);
  emscripten::function("set", &set);
}

}  // namespace losscape
