// SPDX-License-Identifier: Apache-2.0
// Schedules of the learning rate, one entry each. They count training steps, as PyTorch's do when step() is
// called after every batch; t: steps taken before this one. Each gives a factor, so that the learning rate
// stays a slider; rates that PyTorch gives in numbers are shares of it here. After their end they hold.
#include "optim/entries.h"

namespace losscape {

namespace {

constexpr double kPi = 3.14159265358979323846;

constexpr Parameter kTotal = {"total", 1000, {1, 1e6}, "Steps until the end.", Scale::Log};
constexpr Parameter kLeast = {"min_factor", 0, {0, 1}, "Share of the rate that is left at the end."};
constexpr Parameter kCycleMomentum = {
    "cycle_momentum", 1, {0, 1}, "1 moves momentum (or beta1) against the rate.", Scale::Linear, true};

constexpr Parameter steps_of(const char* id, double value, const char* help) {
  return {id, value, {1, 1e6}, help, Scale::Log};
}

/// From `start` to `end` along half a cosine while `share` goes from 0 to 1.
Value half_cosine(Value start, Value end, Value share) {
  return end + (start - end) * (0.5 * (1.0 + cos(kPi * share)));
}

ScheduleStep one_cycle(ScheduleArgs& a) {
  const Value top = a.graph().constant(1);
  const Value start = 1.0 / a["div_factor"], end = start / a["final_div_factor"];
  const Value turn = max(a["pct_start"] * a["total"] - 1.0, 1e-3);
  const Value rise = min(a.t / turn, 1.0);
  const Value fall = clamp((a.t - turn) / max(a["total"] - 1.0 - turn, 1e-3), a.graph().constant(0), top);
  const Value rising = less_equal(a.t, turn);
  ScheduleStep out{where(rising, half_cosine(start, top, rise), half_cosine(top, end, fall))};
  if (a.number("cycle_momentum") >= 0.5) {
    const Value low = a["base_momentum"], high = a["max_momentum"];
    out.momentum = where(rising, half_cosine(high, low, rise), half_cosine(low, high, fall));
  }
  return out;
}

ScheduleStep cyclic(ScheduleArgs& a) {
  const Value up = a["step_size_up"], down = a["step_size_down"], length = up + down;
  const Value cycle = floor(a.t / length), at = a.t - length * cycle;
  const Value height = where(less_equal(at, up), at / up, (length - at) / down);
  const Value scaled = height * pow(a["cycle_gamma"], cycle) * pow(a["gamma"], a.t);
  const Value base = a["base_factor"];
  ScheduleStep out{base + (1.0 - base) * scaled};
  if (a.number("cycle_momentum") >= 0.5)
    out.momentum = a["max_momentum"] - (a["max_momentum"] - a["base_momentum"]) * scaled;
  return out;
}

ScheduleStep warm_restarts(ScheduleArgs& a) {
  const Value at = a.scalar_state("cycle_step");
  const Value longer = a.scalar_state("cycle_growth", 1), length = a["first"] * longer;
  const Value next = at + 1.0, over = greater_equal(next, length);
  a.keep(at, where(over, next - length, next));
  a.keep(longer, where(over, longer * a["growth"], longer));
  const Value least = a["min_factor"];
  return {least + (1.0 - least) * (0.5 * (1.0 + cos(kPi * at / length)))};
}

// Compares the mean loss of the last `every` batches with the best one so far.
ScheduleStep plateau(ScheduleArgs& a) {
  const Value total = a.scalar_state("window_loss"), count = a.scalar_state("window_steps");
  const Value best = a.scalar_state("best_loss", 1e30), bad = a.scalar_state("bad_windows");
  const Value rest = a.scalar_state("cooldown"), factor = a.scalar_state("plateau_factor", 1);
  const Value summed = total + a.loss, counted = count + 1.0;
  const Value due = greater_equal(counted, a["every"]), seen = summed / counted;
  const Value better = less(seen, best * (1.0 - a["threshold"]));
  const Value resting = greater(rest, 0.0);
  const Value worse = where(logical_or(better, resting), 0.0, bad + 1.0);
  const Value drop = greater(worse, a["patience"]);
  const Value calm = where(drop, a["cooldown"], where(resting, rest - 1.0, rest));
  a.keep(total, where(due, 0.0, summed));
  a.keep(count, where(due, 0.0, counted));
  a.keep(best, where(due * better, seen, best));
  a.keep(bad, where(due, where(drop, 0.0, worse), bad));
  a.keep(rest, where(due, calm, rest));
  a.keep(factor, where(due * drop, max(factor * a["factor"], a["min_factor"]), factor));
  return {factor};
}

constexpr ScheduleEntry kEntries[] = {
    {.id = "constant",
     .title = "Constant",
     .help = "The same rate throughout.",
     .cite = "PyTorch ConstantLR(factor=1)",
     .build = [](ScheduleArgs& a) { return ScheduleStep{a.graph().constant(1)}; }},

    {.id = "step",
     .title = "Steps",
     .help = "Times gamma every so many steps.",
     .cite = "PyTorch StepLR",
     .params = {steps_of("step_size", 300, "Steps from one drop to the next."),
                {"gamma", 0.1, {0.01, 1}, "Factor of a drop."}},
     .build = [](ScheduleArgs& a) { return ScheduleStep{pow(a["gamma"], floor(a.t / a["step_size"]))}; }},

    {.id = "multi_step",
     .title = "Milestones",
     .help = "Times gamma at up to three chosen steps.",
     .cite = "PyTorch MultiStepLR with three milestones",
     .params = {steps_of("milestone1", 300, "Step of the first drop."),
                steps_of("milestone2", 600, "Step of the second drop."),
                steps_of("milestone3", 900, "Step of the third drop."),
                {"gamma", 0.1, {0.01, 1}, "Factor of a drop."}},
     .build =
         [](ScheduleArgs& a) {
           const Value passed = greater_equal(a.t, a["milestone1"]) + greater_equal(a.t, a["milestone2"]) +
                                greater_equal(a.t, a["milestone3"]);
           return ScheduleStep{pow(a["gamma"], passed)};
         }},

    {.id = "exponential",
     .title = "Exponential",
     .help = "Times gamma at every step.",
     .cite = "PyTorch ExponentialLR",
     .params = {{"gamma", 0.998, {0.9, 1}, "Factor of a step."}},
     .build = [](ScheduleArgs& a) { return ScheduleStep{pow(a["gamma"], a.t)}; }},

    {.id = "linear",
     .title = "Linear",
     .help = "Along a straight line from one share of the rate to another.",
     .cite = "PyTorch LinearLR",
     .params = {{"start_factor", 1, {0.001, 1}, "Share of the rate at the start."},
                {"end_factor", 0, {0, 1}, "Share of the rate at the end."},
                kTotal},
     .build =
         [](ScheduleArgs& a) {
           const Value start = a["start_factor"], share = min(a.t, a["total"]) / a["total"];
           return ScheduleStep{start + (a["end_factor"] - start) * share};
         }},

    {.id = "polynomial",
     .title = "Polynomial",
     .help = "Falls to 0 along a power of the share of steps that are left.",
     .cite = "PyTorch PolynomialLR",
     .params = {kTotal, {"power", 2, {0.1, 10}, "1 is a straight line."}},
     .build =
         [](ScheduleArgs& a) {
           return ScheduleStep{pow(1.0 - min(a.t, a["total"]) / a["total"], a["power"])};
         }},

    {.id = "cosine",
     .title = "Cosine",
     .help = "Falls along half a cosine: slowly, fast, slowly.",
     .cite = "Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts; PyTorch CosineAnnealingLR",
     .params = {kTotal, kLeast},
     .build =
         [](ScheduleArgs& a) {
           const Value share = min(a.t, a["total"]) / a["total"];
           return ScheduleStep{half_cosine(a.graph().constant(1), a["min_factor"], share)};
         }},

    {.id = "warm_restarts",
     .title = "Cosine with restarts",
     .help = "Falls along half a cosine and jumps back up, each time for longer.",
     .cite = "Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5; PyTorch CosineAnnealingWarmRestarts",
     .params = {steps_of("first", 200, "Steps of the first cycle."),
                {"growth",
                 2,
                 {1, 10},
                 "Each cycle is this many times as long as the one before; whole numbers "
                 "as in PyTorch."},
                kLeast},
     .build = warm_restarts},

    {.id = "one_cycle",
     .title = "One cycle",
     .help = "Up to the full rate and down to almost nothing; momentum moves the other way.",
     .cite = "Smith & Topin 2018, arXiv:1708.07120; PyTorch OneCycleLR",
     .params = {kTotal,
                {"pct_start", 0.3, {0.01, 0.99}, "Share of the steps that the rate rises."},
                {"div_factor", 25, {1, 1000}, "The start is the rate divided by this.", Scale::Log},
                {"final_div_factor", 1e4, {1, 1e6}, "The end is the start divided by this.", Scale::Log},
                {"base_momentum", 0.85, {0, 0.999}, "Momentum at the full rate."},
                {"max_momentum", 0.95, {0, 0.999}, "Momentum at both ends."},
                kCycleMomentum},
     .build = one_cycle},

    {.id = "cyclic",
     .title = "Cyclic",
     .help = "Up and down between two rates for ever; momentum moves the other way.",
     .cite =
         "Smith 2017, arXiv:1506.01186; PyTorch CyclicLR (triangular2: cycle_gamma 0.5; exp_range: gamma)",
     .params = {{"base_factor", 0.1, {0, 1}, "The lower rate as a share of the full one."},
                steps_of("step_size_up", 200, "Steps of a rise."),
                steps_of("step_size_down", 200, "Steps of a fall."),
                {"cycle_gamma", 1, {0.1, 1}, "Factor of the height from cycle to cycle."},
                {"gamma", 1, {0.9, 1}, "Factor of the height from step to step."},
                {"base_momentum", 0.8, {0, 0.999}, "Momentum at the full rate."},
                {"max_momentum", 0.9, {0, 0.999}, "Momentum at the lower rate."},
                kCycleMomentum},
     .build = cyclic},

    {.id = "inverse_sqrt",
     .title = "Inverse square root",
     .help = "Holds, then falls with the root of the step's number. Transformers add as long a warm-up.",
     .cite = "Raffel et al. 2020, arXiv:1910.10683, § 3.1.2: √(k / max(t + 1, k)), 1 at first; with warm-up: "
             "Vaswani et al. 2017, § 5.3",
     .params = {steps_of("hold", 100, "Steps before it falls.")},
     .build = [](ScheduleArgs& a) { return ScheduleStep{sqrt(a["hold"] / max(a.t + 1.0, a["hold"]))}; }},

    {.id = "plateau",
     .title = "Reduce on plateau",
     .help = "Falls whenever the training loss has stopped falling.",
     .cite = "PyTorch ReduceLROnPlateau(mode='min'), shown the mean batch loss of every window of steps",
     .params = {steps_of("every", 50, "Steps of a window whose mean loss is looked at."),
                {"factor", 0.1, {0.01, 0.99}, "Factor of a drop."},
                {"patience", 10, {0, 100}, "Windows without a better loss that are borne."},
                {"threshold", 1e-4, {0, 0.5}, "Share by which a loss must be lower to be better."},
                {"cooldown", 0, {0, 100}, "Windows after a drop that are not counted."},
                kLeast},
     .build = plateau},
};

}  // namespace

std::span<const Schedule> all_schedules() { return LeanEntries<Schedule, kEntries>::kLean; }
std::span<const ScheduleEntry> schedule_entries() { return kEntries; }

}  // namespace losscape
