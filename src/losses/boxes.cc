// SPDX-License-Identifier: Apache-2.0
// Boxes as columns of corners: x1, y1, x2, y2, in space x1, y1, z1, x2, y2, z2, and x1, x2 of an interval. A:
// intersection, U: union, C: enclosing box, ρ: distance of the centres. A box whose corners are exchanged
// counts as empty. Conventions are torchvision's (ε = 1e-7), but a box without height or width has the slopes
// of one that begins to have some, so that it grows; a point in the target, whose area has no slope, those
// that its sides have along the target's.
#include "error.h"
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kBoxes = {{"prediction", Role::Prediction, Domain::Boxes, "EN"},
                                                     {"target", Role::Target, Domain::Boxes, "EN"}};
constexpr std::initializer_list<LossInput> kPlaneBoxes = {
    {"prediction", Role::Prediction, Domain::Boxes, "4N"}, {"target", Role::Target, Domain::Boxes, "4N"}};
constexpr Parameter kEpsilon = {
    "epsilon", 1e-7, {1e-12, 1e-2}, "Added to denominators, for boxes without area.", Scale::Log};

struct Box {
  std::vector<Value> low, high, sides;
  explicit Box(Value v) {
    const int numbers = v.shape()[0];
    if (numbers % 2 != 0)
      fail("a box has an even count of numbers, its low corner and its high one (x1, y1, x2, y2), got ",
           numbers);
    for (int i = 0; i < numbers / 2; ++i) {
      low.push_back(slice(v, 0, i, 1));
      high.push_back(slice(v, 0, numbers / 2 + i, 1));
      sides.push_back(clamp_at_0(high.back() - low.back()));
    }
  }
  size_t axes() const { return sides.size(); }
};

Value product(std::span<const Value> all) {
  Value out = all[0];
  for (const Value& each : all.subspan(1)) out = out * each;
  return out;
}

struct Pair {
  Box p, t;
  Value epsilon, overlap, joined;
  std::vector<Value> enclosing;

  explicit Pair(const LossArgs& a) : p(a.prediction), t(a.target), epsilon(a["epsilon"]) {
    std::vector<Value> shared;
    for (size_t i = 0; i < p.axes(); ++i) {
      shared.push_back(clamp_at_0(min(p.high[i], t.high[i]) - max(p.low[i], t.low[i])));
      enclosing.push_back(max(p.high[i], t.high[i]) - min(p.low[i], t.low[i]));
    }
    overlap = volume(shared);
    joined = volume(p.sides) + product(t.sides) - overlap;
  }

  // Where two sides and more are 0, each of them has the slope that the target's sides give it.
  Value volume(std::span<const Value> sides) const {
    Value empty, slopes;
    for (size_t i = 0; i < sides.size(); ++i) {
      const Value none = equal(sides[i], 0.0);
      Value along = where(none, sides[i], 0.0);
      for (size_t j = 0; j < sides.size(); ++j) {
        if (j != i) along = along * where(equal(sides[j], 0.0), t.sides[j], sides[j]);
      }
      empty = empty ? empty + none : none;
      slopes = slopes ? slopes + along : along;
    }
    return product(sides) + where(greater(empty, 1.5), slopes, 0.0);
  }
  Value iou() const { return overlap / (joined + epsilon); }
  // 1 − IoU + ρ²/c², c the diagonal of the enclosing box
  Value diou() const {
    Value apart, across;
    for (size_t i = 0; i < p.axes(); ++i) {
      const Value d = square(0.5 * (p.low[i] + p.high[i] - t.low[i] - t.high[i]));
      apart = apart ? apart + d : d;
      across = across ? across + square(enclosing[i]) : square(enclosing[i]);
    }
    return 1.0 - iou() + apart / (across + epsilon);
  }
};

constexpr LossEntry kEntries[] = {
    {.id = "iou",
     .title = "IoU",
     .family = Family::Boxes,
     .aliases = {"intersection_over_union", "box_iou"},
     .inputs = kBoxes,
     .params = {kEpsilon},
     .use = "Boxes that already overlap should match as detectors are scored.",
     .avoid = "Boxes may be apart: then the gradient is 0.",
     .cite = "Rezatofighi et al. 2019, arXiv:1902.09630, section 3; 1 − A/(U + ε)",
     .formula = R"(1 - \frac{A}{U + \varepsilon})",
     .gradient_formula = R"(-\frac{\partial A\,(U + \varepsilon) - A\,\partial U}{(U + \varepsilon)^2})",
     // [0,2]² and [1,3]×[0,2]: A = 2, U = 6
     .cases = {{{{0, 0, 2, 2}, {1, 0, 3, 2}}, 0.6666666722222221},
               {{{0, 0, 1, 1}, {5, 5, 6, 6}}, 1},
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1},
               {{{0, 0, 0, 2, 2, 2}, {1, 0, 0, 3, 2, 2}}, 0.6666666694444444}},
     .build = [](const LossArgs& a) { return 1.0 - Pair(a).iou(); }},

    {.id = "log_iou",
     .title = "Logarithmic IoU",
     .family = Family::Boxes,
     .aliases = {"unitbox"},
     .inputs = kBoxes,
     .params = {kEpsilon},
     .facts = {.stops_gradient = true},
     .use = "Badly matching boxes should pull harder than linear IoU lets them.",
     .avoid = "Boxes may be apart: the gradient is 0 there, at a high value.",
     .cite =
         "Yu et al. 2016, arXiv:1608.01471, eq. 1; −log of IoU kept at least ε, where the slope is that at ε "
         "(mmdetection: 0, so that a box without area stays one)",
     .formula = R"(-\log\max\Big(\frac{A}{U + \varepsilon}, \varepsilon\Big))",
     .gradient_formula = R"(\frac{\partial U}{U + \varepsilon} - \frac{\partial A}{A})",
     .cases = {{{{0, 0, 2, 2}, {1, 0, 3, 2}}, 1.0986123053347763},
               {{{0, 0, 1, 1}, {5, 5, 6, 6}}, 16.11809565095832},
               {{{0, 0, 2, 2}, {0, 0, 2, 2}}, 2.4999999716474007e-08},
               {{{0, 0, 0, 2, 2, 2}, {1, 0, 0, 3, 2, 2}}, 1.0986122970014431}},
     .build =
         [](const LossArgs& a) {
           const Pair b(a);
           const Value least = min(b.iou(), b.epsilon);
           return -log(max(b.iou(), b.epsilon)) - (least - stop_gradient(least)) / b.epsilon;
         }},

    {.id = "giou",
     .title = "Generalised IoU",
     .family = Family::Boxes,
     .inputs = kBoxes,
     .params = {kEpsilon},
     .use = "Boxes that may start apart: the empty part of the enclosing box still pulls.",
     .avoid = "One box inside the other: it is then plain IoU and slow; use DIoU.",
     .cite = "Rezatofighi et al. 2019, arXiv:1902.09630, algorithm 1; torchvision generalized_box_iou_loss",
     .formula = R"(1 - \frac{A}{U + \varepsilon} + \frac{C - U}{C + \varepsilon})",
     .gradient_formula = R"(-\partial\frac{A}{U + \varepsilon} + \partial\frac{C - U}{C + \varepsilon})",
     // C = 6 = U for the first;  unit boxes at distance: U = 2, C = 36
     .cases = {{{{0, 0, 2, 2}, {1, 0, 3, 2}}, 0.6666666722222221},
               {{{0, 0, 1, 1}, {5, 5, 6, 6}}, 1.9444444418209876},
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1},
               {{{0, 0, 0, 1, 1, 1}, {5, 5, 5, 6, 6, 6}}, 1.9907407402820645}},
     .build =
         [](const LossArgs& a) {
           const Pair b(a);
           const Value c = product(b.enclosing);
           return 1.0 - b.iou() + (c - b.joined) / (c + b.epsilon);
         }},

    {.id = "diou",
     .title = "Distance IoU",
     .family = Family::Boxes,
     .inputs = kBoxes,
     .params = {kEpsilon},
     .use = "Boxes should find their place fast: the distance of the centres pulls directly.",
     .avoid = "Shapes matter as much as places: CIoU adds the aspect ratio.",
     .cite = "Zheng et al. 2020, arXiv:1911.08287, eq. 7; torchvision distance_box_iou_loss",
     .formula = R"(1 - \mathrm{IoU} + \frac{\rho^2}{c^2 + \varepsilon})",
     .gradient_formula = R"(-\partial\,\mathrm{IoU} + \partial\frac{\rho^2}{c^2 + \varepsilon})",
     // ρ² = 1, c² = 9 + 4;  ρ² = 50, c² = 72
     .cases = {{{{0, 0, 2, 2}, {1, 0, 3, 2}}, 0.7435897485535831},
               {{{0, 0, 1, 1}, {5, 5, 6, 6}}, 1.6944444434799384},
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1},
               {{{0, 0, 0, 2, 2, 2}, {1, 0, 0, 3, 2, 2}}, 0.7254901985101884}},
     .build = [](const LossArgs& a) { return Pair(a).diou(); }},

    {.id = "ciou",
     .title = "Complete IoU",
     .family = Family::Boxes,
     .inputs = kPlaneBoxes,
     .params = {kEpsilon},
     .facts = {.stops_gradient = true},
     .use = "Box regression in earnest: overlap, centre and aspect ratio together.",
     .avoid = "Ratios of thin boxes are noise: the term then pulls at random.",
     .cite = "Zheng et al. 2020, arXiv:1911.08287, eq. 8–11; torchvision complete_box_iou_loss: the weight α "
             "has no gradient; "
             "atan2(w, h), finite at h = 0",
     .formula =
         R"(\mathrm{DIoU} + \alpha v,\ v = \frac{4}{\pi^2}\Big(\arctan\frac{w_t}{h_t} - \arctan\frac{w}{h}\Big)^2,\ \alpha = \frac{v}{1 - \mathrm{IoU} + v})",
     .gradient_formula = R"(\partial\,\mathrm{DIoU} + \alpha\,\partial v)",
     // equal shapes: v = 0;  2×1 in 1×2 at the same centre (1, 1): IoU = 1/3, v = 4/π²·(atan ½ − atan 2)²
     .cases = {{{{0, 0, 2, 2}, {1, 0, 3, 2}}, 0.7435897485535831},
               {{{0, 0.5, 2, 1.5}, {0.5, 0, 1.5, 2}}, 0.7004183416944874},
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1}},
     .build =
         [](const LossArgs& a) {
           constexpr double kFourOverPiSquared = 0.405284734569351085775;
           const Pair b(a);
           const Value turn = atan2(b.t.sides[0], b.t.sides[1]) - atan2(b.p.sides[0], b.p.sides[1]);
           const Value v = kFourOverPiSquared * square(turn);
           return b.diou() + stop_gradient(v / (1.0 - b.iou() + v + b.epsilon)) * v;
         }},

    {.id = "eiou",
     .title = "Efficient IoU",
     .family = Family::Boxes,
     .inputs = kBoxes,
     .params = {kEpsilon},
     .use = "As CIoU, but widths and heights are compared directly, so both may shrink or grow together.",
     .avoid = "Objects are so small that a pixel decides: the relative terms then dominate.",
     .cite = "Zhang et al. 2022, arXiv:2101.08158, eq. 6: DIoU + (w − w_t)²/c_w² + (h − h_t)²/c_h²",
     .formula =
         R"(\mathrm{DIoU} + \frac{(w - w_t)^2}{c_w^2 + \varepsilon} + \frac{(h - h_t)^2}{c_h^2 + \varepsilon})",
     .gradient_formula =
         R"(\partial\,\mathrm{DIoU} + \partial\frac{(w - w_t)^2}{c_w^2 + \varepsilon} + \partial\frac{(h - h_t)^2}{c_h^2 + \varepsilon})",
     .cases = {{{{0, 0, 2, 2}, {1, 0, 3, 2}}, 0.7435897485535831},
               {{{0, 0.5, 2, 1.5}, {0.5, 0, 1.5, 2}}, 1.1666666652777777},
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1},
               {{{0, 0, 0, 4, 2, 2}, {0, 0, 0, 2, 2, 1}}, 1.3020833268663197}},
     .build =
         [](const LossArgs& a) {
           const Pair b(a);
           Value out = b.diou();
           for (size_t i = 0; i < b.p.axes(); ++i)
             out = out + square(b.p.sides[i] - b.t.sides[i]) / (square(b.enclosing[i]) + b.epsilon);
           return out;
         }},
};

}  // namespace

LOSSCAPE_LOSSES(boxes, kEntries);

}  // namespace losscape
