// SPDX-License-Identifier: Apache-2.0
#include "losses/loss.h"

#include "error.h"

namespace losscape {

Value LossArgs::operator[](std::string_view id) const {
  for (size_t i = 0; i < parameters->size(); ++i) {
    if ((*parameters)[i].id == id) return values[i];
  }
  fail("a loss asks for the parameter '", id, "' that its entry does not declare");
}

std::span<const LossEntry> all_losses() {
  static const std::vector<LossEntry> kAll = [] {
    std::vector<LossEntry> all;
    for (auto* family : {regression_losses, classification_losses}) {
      for (LossEntry& e : family()) all.push_back(std::move(e));
    }
    return all;
  }();
  return kAll;
}

const LossEntry& find_loss(std::string_view id) {
  std::vector<std::string> names;
  for (const LossEntry& e : all_losses()) {
    if (e.id == id) return e;
    names.emplace_back(e.id);
    names.insert(names.end(), e.aliases.begin(), e.aliases.end());
  }
  std::string near = nearest_id(id, names);
  for (const LossEntry& e : all_losses()) {
    for (const char* alias : e.aliases) {
      if (near == alias) near = e.id;
    }
  }
  fail("there is no loss '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

const char* name_of(Target target) {
  switch (target) {
    case Target::Real:
      return "real";
    case Target::Binary:
      return "binary";
    case Target::Signed:
      return "signed";
    case Target::Class:
      return "class";
  }
  return "";
}

const char* name_of(Family family) {
  switch (family) {
    case Family::Regression:
      return "regression";
    case Family::Robust:
      return "robust regression";
    case Family::Quantile:
      return "quantiles";
    case Family::Margin:
      return "margin";
    case Family::Classification:
      return "classification";
  }
  return "";
}

std::vector<Task> tasks_of(Target target) {
  switch (target) {
    case Target::Real:
      return {Task::Regression, Task::Binary, Task::Multiclass};
    case Target::Binary:
    case Target::Signed:
      return {Task::Binary, Task::Multiclass};
    case Target::Class:
      return {Task::Multiclass};
  }
  return {};
}

}  // namespace losscape
