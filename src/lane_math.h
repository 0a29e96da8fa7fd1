// SPDX-License-Identifier: Apache-2.0
// Transcendental functions of the 4-lane float type and of double, under one set of names: a template over T
// compiles for both. The f32x4 functions use only correctly rounded IEEE operations in a fixed order, so they
// give the same bits natively and in WebAssembly. Accuracy: web/docs/accuracy.md.
#pragma once

#include "lane_math/erf.h"
#include "lane_math/exp.h"
#include "lane_math/gamma.h"
#include "lane_math/hyperbolic.h"
#include "lane_math/inverse_trig.h"
#include "lane_math/log.h"
#include "lane_math/logistic.h"
#include "lane_math/power.h"
#include "lane_math/scalar.h"
#include "lane_math/trig.h"
