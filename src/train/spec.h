// SPDX-License-Identifier: Apache-2.0
// One experiment as plain data: what the URL encodes, the worker receives, a lesson holds and an npm user
// writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/own.h"
#include "entry.h"
#include "fields.h"
#include "layers/sequential.h"
#include "objectives/objective.h"
#include "train/stopping.h"

namespace losscape {

struct LossChoice {
  std::string id = {};
  ParameterValues params = {};
  std::string text = {};     ///< of a typed loss, instead of the id
  Composite composite = {};  ///< what else the lane minimises
};

/// A sample that was moved, in data units; an empty x or y stays.
struct Edit {
  int index = 0;
  std::vector<double> x = {};
  std::optional<double> y = {};
};

/// Lane `lane` trains as lane `from` does until `step`, and from there on with the loss that is its own. Both
/// count from 0 and `from` comes first.
struct Branch {
  int lane = 0, from = 0;
  std::int64_t step = 0;
  std::optional<double> learning_rate = {};  ///< from there on; otherwise it stays
};

struct Spec {
  std::string data = "cars";
  std::optional<OwnColumns> own;    ///< used instead of `data`
  ParameterValues knobs;            ///< overlaid on the data set's own defaults, see knob_parameters()
  std::vector<int> hidden = {8};    ///< units of dense layers, the short way to say `layers`
  std::vector<LayerChoice> layers;  ///< used instead of `hidden` where it is not empty
  std::string activation = "tanh";
  std::string init;  ///< of dense and convolution weights; empty: what suits the activation that follows
  std::vector<LossChoice> losses;
  std::string optimizer = "adam";
  ParameterValues optimizer_params;
  std::optional<double> learning_rate;  ///< the optimiser's default where empty
  std::string schedule = "constant";
  ParameterValues schedule_params;
  ParameterValues optimizer_options;  ///< decay, clipping, averaging, warm-up: optimizer_options()
  int batch_size = 16;
  int per_class = 0;  ///< samples of one class that come together into a batch; 0: as they come
  double train_fraction = 0.7;
  int stratify = 0;   ///< 1: each class is split alike
  int embedding = 2;  ///< outputs of a model whose loss compares embeddings
  std::uint64_t seed = 1;
  ParameterValues draws;  ///< what of it is drawn anew, see draws()
  std::vector<Edit> edits;
  std::string metric;            ///< the common judge; empty: the first that judges the task
  std::vector<Branch> branches;  ///< at most one a lane, in the order of the lanes
  std::vector<StopChoice> stop;  ///< a lane is done when it meets one of them
};

constexpr int kMaxLanes = 4;
constexpr int kMaxLayers = 8;  ///< of `hidden`
constexpr int kMaxListedLayers = 40;
constexpr int kMaxUnits = 256;
constexpr std::int64_t kLastStep = 4294967295;  ///< the history counts in 32 bits

/// A number of a Spec: what it may be, and where the page shows it.
struct SpecNumber {
  Parameter number;
  const char* group;      ///< of the panel: data, model, optimizer, chance, transport
  const char* control;    ///< slider; more: a slider for who asks for more; draw; none
  const char* when = "";  ///< what it needs to do anything: classes, embeddings
};

/// All of them, in the order of the panels. What they are is told by knob_parameters(), optimizer_options(),
/// draws() and, for members of Spec, the table in spec.cc.
/// For the catalogue alone: with their words.
std::vector<SpecNumber> settings();
/// Throws in the name of `owner` where a member of Spec may not have that value.
void check_setting(const char* owner, const char* id, double value);

/// What a seed draws and may be drawn again alone: 0 is the seed's own drawing.
std::span<const Parameter> draws();
/// The seed from which `draw` is drawn.
std::uint64_t seed_of(const Spec& spec, std::string_view draw);

/// The hidden layers of a spec's model.
std::vector<LayerChoice> layers_of(const Spec& spec);

/// Throws Error naming the field, what is wrong with it and what would be right.
void validate(const Spec& spec);

// What is called what, for read() and written() of fields.h.
void fields(Fields& f, LossChoice& choice);
void fields(Fields& f, Edit& edit);
void fields(Fields& f, Branch& branch);
void fields(Fields& f, Spec& spec);

}  // namespace losscape
