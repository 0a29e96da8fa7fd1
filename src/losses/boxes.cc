// SPDX-License-Identifier: Apache-2.0
// Boxes as columns x1, y1, x2, y2. A: intersection, U: union, C: enclosing box, ρ: distance of the centres. A
// box whose corners are exchanged counts as empty. Conventions are torchvision's (ε = 1e-7), but a box
// without height or width has the slopes of one that begins to have some, so that it grows; a point in the
// target, whose area has no slope, those that its sides have along the target's.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kBoxes = {{"prediction", Role::Prediction, Domain::Boxes, "4N"},
                                                     {"target", Role::Target, Domain::Boxes, "4N"}};
constexpr Parameter kEpsilon = {
    "epsilon", 1e-7, {1e-12, 1e-2}, "Added to denominators, for boxes without area.", Scale::Log};

struct Box {
  Value x1, y1, x2, y2;
  explicit Box(Value v)
      : x1(slice(v, 0, 0, 1)), y1(slice(v, 0, 1, 1)), x2(slice(v, 0, 2, 1)), y2(slice(v, 0, 3, 1)) {}
  Value width() const { return clamp_at_0(x2 - x1); }
  Value height() const { return clamp_at_0(y2 - y1); }
};

struct Pair {
  Box p, t;
  Value epsilon, overlap, joined, enclosing_width, enclosing_height;

  explicit Pair(const LossArgs& a) : p(a.prediction), t(a.target), epsilon(a["epsilon"]) {
    const auto area = [&](Value w, Value h) {
      return w * h + where(equal(w + h, 0.0), w * t.height() + h * t.width(), 0.0);
    };
    overlap =
        area(clamp_at_0(min(p.x2, t.x2) - max(p.x1, t.x1)), clamp_at_0(min(p.y2, t.y2) - max(p.y1, t.y1)));
    joined = area(p.width(), p.height()) + t.width() * t.height() - overlap;
    enclosing_width = max(p.x2, t.x2) - min(p.x1, t.x1);
    enclosing_height = max(p.y2, t.y2) - min(p.y1, t.y1);
  }
  Value iou() const { return overlap / (joined + epsilon); }
  // 1 − IoU + ρ²/c², c the diagonal of the enclosing box
  Value diou() const {
    const Value dx = 0.5 * (p.x1 + p.x2 - t.x1 - t.x2), dy = 0.5 * (p.y1 + p.y2 - t.y1 - t.y2);
    return 1.0 - iou() +
           (square(dx) + square(dy)) / (square(enclosing_width) + square(enclosing_height) + epsilon);
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
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1}},
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
               {{{0, 0, 2, 2}, {0, 0, 2, 2}}, 2.4999999716474007e-08}},
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
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Pair b(a);
           const Value c = b.enclosing_width * b.enclosing_height;
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
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1}},
     .build = [](const LossArgs& a) { return Pair(a).diou(); }},

    {.id = "ciou",
     .title = "Complete IoU",
     .family = Family::Boxes,
     .inputs = kBoxes,
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
           const Value turn = atan2(b.t.width(), b.t.height()) - atan2(b.p.width(), b.p.height());
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
               {{{1, 1, 1, 1}, {1, 1, 1, 1}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Pair b(a);
           const Value dw = square(b.p.width() - b.t.width()), dh = square(b.p.height() - b.t.height());
           return b.diou() + dw / (square(b.enclosing_width) + b.epsilon) +
                  dh / (square(b.enclosing_height) + b.epsilon);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(boxes, kEntries);

}  // namespace losscape
