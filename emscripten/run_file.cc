// SPDX-License-Identifier: Apache-2.0
#include "run_file.h"

#include "error.h"
#include "fields.h"
#include "json.h"

namespace losscape {

namespace {

// Numbers on their way in are doubles, whatever array held them.
template <class T>
void row(Fields& f, const char* name, std::vector<T>& to) {
  std::vector<double> numbers(to.begin(), to.end());
  f(name, numbers);
  to.clear();
  for (const double n : numbers) to.push_back(static_cast<T>(n));
}

void fields(Fields& f, History& history) {
  row(f, "steps", history.steps);
  // The series of a lane one after the other, as the view "history" gives them.
  std::vector<std::vector<double>> lanes;
  f("lanes", lanes);
  for (const std::vector<double>& all : lanes) {
    History::Series& series = history.lanes.emplace_back();
    const auto n = static_cast<std::ptrdiff_t>(all.size() / kSeries.size());
    auto from = all.begin();
    for (const auto part : kSeries) {
      (series.*part).assign(from, from + n);
      from += n;
    }
  }
}

}  // namespace

void fields(Fields& f, Trainer::Saved& run) {
  f.required("step", run.step);
  f.required("head", run.head);
  row(f, "diverged_at", run.diverged_at);
  f("changes", run.changes);
}

std::string terms_text(Trainer& trainer, size_t lane) {
  return json::array(trainer.terms(lane), [](Trainer::TermReport r) {
    return json::text(written_fields([&](Fields& f) {
      f("id", r.id);
      f("value", r.value);
      f("gradient_norm", r.gradient_norm);
      f("weight", r.weight);
    }));
  });
}

std::string saved_text(const Trainer& trainer, std::int64_t last) {
  return json::text(written(trainer.saved(last)));
}

Trainer::Saved saved_run(const Trainer& trainer, const json::Value& file) {
  Trainer::Saved run;
  read_fields(file, "the saved run", [&](Fields& f) {
    for (const char* of_the_page : {"losscape", "spec"}) f.ignored(of_the_page);
    fields(f, run);
    f.object("history", [&](Fields& inner) { fields(inner, run.history); });
    row(f, "state", run.state);
  });
  if (run.history.lanes.size() != trainer.lane_count()) fail("the saved run has the history of other lanes");
  return run;
}

}  // namespace losscape
