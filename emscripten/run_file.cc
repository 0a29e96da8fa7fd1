// SPDX-License-Identifier: Apache-2.0
#include "run_file.h"

#include "json.h"
#include "optim/optimizer.h"
#include "values.h"

namespace losscape {

namespace {

// Fields one by one: json::object() with a list of pairs is several kilobytes of code a call.
class Object {
 public:
  Object& add(const std::string& key, const std::string& value) {
    out_ += out_.empty() ? "{" : ",";
    out_ += json::text(key) + ":" + value;
    return *this;
  }
  Object& add(const std::string& key, double value) { return add(key, json::number(value)); }
  std::string text() const { return out_.empty() ? "{}" : out_ + "}"; }

 private:
  std::string out_;
};

template <class List>
std::string row(const List& list) {
  return json::array(list, [](auto v) { return json::number(static_cast<double>(v)); });
}

std::string numbers(const ParameterValues& values) {
  Object o;
  for (const auto& [id, value] : values) o.add(id, value);
  return o.text();
}

std::string choice_text(const LossChoice& loss) {
  const Composite& c = loss.composite;
  Object o;
  if (loss.text.empty())
    o.add("id", json::text(loss.id));
  else
    o.add("text", json::text(loss.text));
  o.add("params", numbers(loss.params)).add("weight", c.weight);
  if (c.class_weights.by != "none")
    o.add("class_weights", c.class_weights.by == "given" ? json::array(c.class_weights.given, json::number)
                                                         : json::text(c.class_weights.by));
  o.add("balance", json::text(c.balance)).add("balance_params", numbers(c.balance_params));
  o.add("terms", json::array(c.terms, [](const Term& t) {
          Object term;
          term.add("id", json::text(t.id)).add("params", numbers(t.params)).add("weight", t.weight);
          return term.add("schedule", json::text(t.schedule)).add("steps", t.steps).text();
        }));
  return o.text();
}

std::string change_text(const Change& c) {
  Object o;
  o.add("step", static_cast<double>(c.step));
  o.add(c.kind == Change::Kind::Point ? "sample" : "lane", c.index);
  switch (c.kind) {
    case Change::Kind::Point:
      o.add("x", row(c.point.x)).add("y", *c.point.y);
      break;
    case Change::Kind::Slider:
      o.add("param", json::text(c.id)).add("value", c.after);
      break;
    case Change::Kind::Rate:
      o.add("learning_rate", c.after);
      break;
    case Change::Kind::Lane:
      o.add("loss", choice_text(c.setup->loss)).add("optimizer", json::text(c.setup->optimizer));
      o.add("optimizer_params", numbers(c.setup->optimizer_params));
      o.add("learning_rate", c.setup->learning_rate);
  }
  return o.text();
}

Change change_of(const val& v, const std::string& field) {
  Change c{Change::Kind::Lane, step_number(v["step"], field + ".step")};
  if (present(v["sample"])) {
    c.kind = Change::Kind::Point;
    c.index = whole(v["sample"], field + ".sample");
    c.point = {c.index, doubles_of(v["x"], field + ".x"), number(v["y"], field + ".y")};
    return c;
  }
  c.index = whole(v["lane"], field + ".lane");
  if (present(v["param"])) {
    c.kind = Change::Kind::Slider;
    c.id = word(v["param"], field + ".param");
    c.after = number(v["value"], field + ".value");
  } else if (present(v["loss"])) {
    c.setup = lane_setup({}, v, field);
  } else {
    c.kind = Change::Kind::Rate;
    c.after = number(v["learning_rate"], field + ".learning_rate");
  }
  return c;
}

}  // namespace

std::string terms_text(Trainer& trainer, size_t lane) {
  return json::array(trainer.terms(lane), [](const Trainer::TermReport& r) {
    return Object()
        .add("id", json::text(r.id))
        .add("value", r.value)
        .add("gradient_norm", r.gradient_norm)
        .add("weight", r.weight)
        .text();
  });
}

std::int64_t step_number(const val& v, const std::string& field) {
  const double d = number(v, field);
  if (!(d >= 0 && d <= 4294967295.0) || d != std::floor(d))
    fail(field, " must be a whole number from 0 to 4294967295, got ", d);
  return static_cast<std::int64_t>(d);
}

LaneSetup lane_setup(const LaneSetup& now, const val& v, const std::string& field) {
  if (!present(v) || v.typeOf().as<std::string>() != "object")
    fail("a change of a lane must be an object, for example {loss: {id: 'mae'}, learning_rate: 0.01}");
  LaneSetup next = now;
  if (present(v["loss"])) next.loss = loss_choice(v["loss"], field + ".loss");
  if (present(v["optimizer"])) {
    const std::string id = word(v["optimizer"], field + ".optimizer");
    if (id != next.optimizer) {
      next.optimizer_params.clear();
      next.learning_rate = find_optimizer(id).learning_rate;
    }
    next.optimizer = id;
  }
  if (present(v["optimizer_params"]))
    next.optimizer_params = parameter_values(v["optimizer_params"], field + ".optimizer_params");
  if (present(v["learning_rate"])) next.learning_rate = number(v["learning_rate"], field + ".learning_rate");
  return next;
}

std::string saved_text(const Trainer& trainer, std::int64_t last) {
  const Trainer::Saved s = trainer.saved(last);
  Object o;
  o.add("step", static_cast<double>(s.step)).add("head", static_cast<double>(s.head));
  o.add("diverged_at", row(s.diverged_at)).add("changes", json::array(s.changes, change_text));
  return o.text();
}

Trainer::Saved saved_run(const Trainer& trainer, const val& v) {
  Trainer::Saved s;
  s.step = step_number(v["step"], "step");
  s.head = step_number(v["head"], "head");
  each(v["diverged_at"], "diverged_at", [&](const val& at, const std::string& field) {
    s.diverged_at.push_back(static_cast<std::int64_t>(number(at, field)));
  });
  each(v["changes"], "changes",
       [&](const val& c, const std::string& field) { s.changes.push_back(change_of(c, field)); });
  if (present(v["state"])) s.state = array(v["state"], "state");
  const val history = v["history"];
  s.history.steps = emscripten::convertJSArrayToNumberVector<std::uint32_t>(history["steps"]);
  s.history.lanes.resize(trainer.lane_count());
  for (size_t k = 0; k < s.history.lanes.size(); ++k) {
    // One array after the other, as the view "history" gives them.
    const std::vector<float> all = array(history["lanes"][k], "history.lanes");
    const size_t n = all.size() / kSeries.size();
    auto from = all.begin();
    for (const auto series : kSeries) {
      (s.history.lanes[k].*series).assign(from, from + static_cast<std::ptrdiff_t>(n));
      from += static_cast<std::ptrdiff_t>(n);
    }
  }
  return s;
}

}  // namespace losscape
