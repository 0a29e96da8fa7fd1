// SPDX-License-Identifier: Apache-2.0
#include "layers/entries.h"

#include "error.h"
#include "ir/chance.h"
#include "ir/shapes.h"
#include "layers/layers.h"

namespace losscape {

double LayerArgs::operator[](std::string_view id) const {
  size_t i = 0;
  while (i + 1 < values.size() && entry.params[i].id != id) ++i;
  return values[i];
}

int LayerArgs::whole(std::string_view id) const { return static_cast<int>((*this)[id]); }

Value LayerArgs::image() const {
  if (x().shape().rank != 4)
    fail(name, " takes images [channels, height, width], got ", features(x().shape()),
         "; put the layer image before it to say how the numbers lie");
  return x();
}

Value LayerArgs::sequence() const {
  if (x().shape().rank != 3)
    fail(name, " takes sequences [features, steps], got ", features(x().shape()),
         "; put the layer sequence before it to say how the numbers lie");
  return x();
}

std::string features(const Shape& s) {
  std::string out;
  for (int i = 0; i + 1 < s.rank; ++i) out += text(i ? "×" : "", s[i]);
  return text(s.rank == 2 ? "a vector of " : s.rank == 3 ? "a sequence of " : "an image of ", out);
}

Value flattened(Value x) {
  const int samples = x.shape().columns();
  return reshape(x, Shape{static_cast<int>(x.shape().rows()), samples});
}

namespace {

constexpr Parameter whole(const char* id, double value, Range range, const char* help,
                          Scale scale = Scale::Linear) {
  return {id, value, range, help, scale, true, 1};
}

constexpr Parameter kUnits = whole("units", 8, {1, 1024}, "How many numbers come out.", Scale::Log);
constexpr Parameter kChannels = whole("channels", 8, {1, 256}, "How many pictures come out.", Scale::Log);
constexpr Parameter kSize = whole("size", 3, {1, 15}, "Width of the window.");
constexpr Parameter kPool = whole("size", 2, {1, 15}, "Width of the window.");
constexpr Parameter kStride = whole("stride", 1, {1, 8}, "How far the window moves each time.");
constexpr Parameter kPoolStride =
    whole("stride", 0, {0, 8}, "How far the window moves each time; 0 for its own width.");
constexpr Parameter kPadding = whole("padding", 0, {0, 7}, "Zeros around the input.");
constexpr Parameter kDilation = whole("dilation", 1, {1, 8}, "Distance of neighbouring taps of the window.");
constexpr Parameter kGroups = whole("groups", 1, {1, 64}, "Bundles of channels that do not see each other.");
constexpr Parameter kBack = whole("back", 2, {1, 16}, "Whose output: that many layers ago.");

constexpr Parameter kDense[] = {kUnits};
constexpr Parameter kConvolution[] = {kChannels, kSize, kStride, kPadding, kDilation, kGroups};
constexpr Parameter kTransposed[] = {kChannels, kSize, kStride, kPadding};
constexpr Parameter kPooling[] = {kPool, kPoolStride};
constexpr Parameter kUpsample[] = {whole("factor", 2, {2, 8}, "Copies of each pixel a side.")};
constexpr Parameter kGroupNorm[] = {whole("groups", 4, {1, 64}, "Bundles of channels.")};
constexpr Parameter kDropout[] = {
    {"rate", 0.2, {0, 0.95}, "Share of the numbers that is dropped.", Scale::Linear, true},
    whole("always", 0, {0, 1}, "1 drops at prediction, too: a sample of what the net might say.")};
constexpr Parameter kNoise[] = {
    {"deviation", 0.1, {0, 5}, "Standard deviation of the noise.", Scale::Linear, true}};
constexpr Parameter kEmbedding[] = {
    whole("vocabulary", 32, {2, 4096}, "Inputs are whole numbers below this.", Scale::Log),
    whole("width", 8, {1, 256}, "Numbers that stand for one.", Scale::Log)};
constexpr Parameter kAttention[] = {
    whole("heads", 2, {1, 16}, "Parts of the features that look by themselves."),
    whole("causal", 0, {0, 1}, "1 hides later steps.")};
constexpr Parameter kImage[] = {whole("channels", 1, {1, 64}, "Colours of a pixel."),
                                whole("height", 8, {1, 256}, "Rows."),
                                whole("width", 8, {1, 256}, "Columns.")};
constexpr Parameter kSequence[] = {
    whole("features", 1, {1, 256}, "Numbers a step; what is left are the steps.")};
constexpr Parameter kJoin[] = {kBack};
constexpr Parameter kBottleneck[] = {
    kUnits, {"beta", 0.001, {0, 10}, "Weight of the divergence in the loss.", Scale::Linear, true}};

Window window_of(const LayerArgs& a) {
  const int stride = a.whole("stride"), padding = a.whole("padding");
  return {.stride_h = stride, .stride_w = stride, .pad_h = padding, .pad_w = padding};
}

Window dilated_window_of(const LayerArgs& a) {
  Window w = window_of(a);
  w.dilation_h = w.dilation_w = a.whole("dilation");
  w.groups = a.whole("groups");
  return w;
}

// A layer of images whose sequence is one row.
template <class Layer>
Value on_row(Value x, Layer layer) {
  const Shape s = x.shape();
  const Value y = layer(reshape(x, Shape{s[0], 1, s[1], s[2]}));
  return reshape(y, Shape{y.shape()[0], y.shape()[2], s[2]});
}

Value dense_layer(const LayerArgs& a) {
  const Shape s = a.x().shape();
  const int units = a.whole("units");
  if (s.rank != 3) return dense(a.store, a.name, flattened(a.x()), units, a.init);
  const Value steps = dense(a.store, a.name, reshape(a.x(), Shape{s[0], s[1] * s[2]}), units, a.init);
  return reshape(steps, Shape{units, s[1], s[2]});
}

Value convolution_2d(const LayerArgs& a) {
  return convolution(a.store, a.name, a.image(), a.whole("channels"), a.whole("size"), dilated_window_of(a),
                     a.init);
}

Value convolution_1d(const LayerArgs& a) {
  return convolution_steps(a.store, a.name, a.sequence(), a.whole("channels"), a.whole("size"),
                           dilated_window_of(a), a.init);
}

Value transposed_2d(const LayerArgs& a) {
  return transposed_convolution(a.store, a.name, a.image(), a.whole("channels"), a.whole("size"),
                                window_of(a), a.init);
}

// The same pooling over images, or over the steps of a sequence.
template <Value (*pool)(Value, int, int, Window)>
Value pooling(const LayerArgs& a) {
  const int size = a.whole("size"), stride = a.whole("stride");
  const Window w{.stride_h = stride, .stride_w = stride};
  if (a.x().shape().rank != 3) return pool(a.image(), size, size, w);
  return on_row(a.x(), [&](Value row) { return pool(row, 1, size, w); });
}

Value upsample(const LayerArgs& a) {
  const int factor = a.whole("factor");
  if (a.x().shape().rank != 3) return upsample_nearest(a.image(), factor, factor);
  return on_row(a.x(), [&](Value row) { return upsample_nearest(row, 1, factor); });
}

Value noise(const LayerArgs& a) {
  if (!a.store.training()) return a.x();
  return a.x() + a["deviation"] * random_normal(a.store.random_key(), a.x().shape(), a.store.random_stream());
}

Value attention(const LayerArgs& a) {
  return self_attention(a.store, a.name, a.sequence(), a.whole("heads"), a.whole("causal") == 1);
}

Value image(const LayerArgs& a) {
  const int c = a.whole("channels"), h = a.whole("height"), w = a.whole("width");
  const Shape s = a.x().shape();
  if (s.rows() != std::int64_t{c} * h * w)
    fail(a.name, ": ", c, "×", h, "×", w, " pixels do not fit ", features(s));
  return reshape(a.x(), Shape{c, h, w, s.columns()});
}

Value sequence(const LayerArgs& a) {
  const int f = a.whole("features");
  const Shape s = a.x().shape();
  if (s.rows() % f != 0) fail(a.name, ": ", f, " features a step do not divide ", features(s));
  return reshape(a.x(), Shape{f, static_cast<int>(s.rows() / f), s.columns()});
}

Value earlier(const LayerArgs& a) {
  const size_t back = static_cast<size_t>(a.whole("back"));
  if (back >= a.before.size())
    fail(a.name, ": there are only ", static_cast<int>(a.before.size()) - 1,
         " layers before it, got back = ", a.whole("back"));
  return a.before[a.before.size() - 1 - back];
}

Value add_earlier(const LayerArgs& a) {
  const Value e = earlier(a);
  if (!(e.shape() == a.x().shape()))
    fail(a.name, " adds equal shapes, got ", features(a.x().shape()), " and ", features(e.shape()));
  return a.x() + e;
}

Value concat_earlier(const LayerArgs& a) {
  const Value e = earlier(a);
  Shape one = e.shape(), other = a.x().shape();
  one[0] = other[0] = 1;
  if (!(one == other))
    fail(a.name, " joins features of one shape, got ", features(a.x().shape()), " and ", features(e.shape()));
  return concat(std::vector{a.x(), e}, 0);
}

// A sequence's last step: [D, T, B] → [D, B].
Value last_step(const LayerArgs& a) {
  const Shape s = a.sequence().shape();
  return reshape(slice(a.x(), 1, s[1] - 1, 1), Shape{s[0], s[2]});
}

Value average(const LayerArgs& a) {
  const Shape s = a.x().shape();
  Axes places{};
  for (int i = 1; i + 1 < s.rank; ++i) places.list.push_back(i);
  if (places.list.empty()) fail(a.name, " takes images or sequences, got ", features(s));
  return reshape(mean(a.x(), places), Shape{s[0], s.columns()});
}

// Kingma & Welling 2014, eq. 10: a normal distribution for every sample, from which training draws.
Value bottleneck(const LayerArgs& a) {
  const Value x = flattened(a.x());
  const Value mean = dense(a.store, a.name + ".mean", x, a.whole("units"), Init::GlorotUniform);
  const Value log_variance =
      dense(a.store, a.name + ".log_variance", x, a.whole("units"), Init::GlorotUniform);
  if (!a.store.training()) return mean;
  const Value divergence = 0.5 * sum(mean * mean + exp(log_variance) - 1.0 - log_variance, 0);
  a.store.add_penalty(a["beta"] * divergence);
  const Value draw = random_normal(a.store.random_key(), mean.shape(), a.store.random_stream());
  return mean + exp(0.5 * log_variance) * draw;
}

constexpr LayerEntry kLayers[] = {
    {"dense", "Dense", "Every unit sees every number; of a sequence, each step by itself.", "PyTorch Linear",
     kDense, true, dense_layer},
    {"conv1d", "Convolution over steps", "One small window slides along a sequence.", "PyTorch Conv1d",
     kConvolution, true, convolution_1d},
    {"conv2d", "Convolution", "Small windows slide over an image; the same weights everywhere.",
     "LeCun et al. 1989; PyTorch Conv2d", kConvolution, true, convolution_2d},
    {"conv_transpose2d", "Transposed convolution", "Paints a small window for every pixel: images grow.",
     "PyTorch ConvTranspose2d", kTransposed, true, transposed_2d},
    {"max_pool", "Max pooling", "The largest number of each window.", "PyTorch MaxPool2d", kPooling, false,
     pooling<max_pool>},
    {"avg_pool", "Average pooling", "The mean of each window.", "PyTorch AvgPool2d", kPooling, false,
     pooling<avg_pool>},
    {"global_average",
     "Global average",
     "The mean of each channel over all pixels or steps.",
     "Lin et al. 2014, arXiv:1312.4400",
     {},
     false,
     average},
    {"upsample", "Upsampling", "Every pixel becomes several equal ones.", "PyTorch Upsample(nearest)",
     kUpsample, false, upsample},
    {"batch_norm",
     "Batch norm",
     "Mean 0 and variance 1 a channel, over the batch; running ones to predict.",
     "Ioffe & Szegedy 2015, arXiv:1502.03167",
     {},
     false,
     [](const LayerArgs& a) { return batch_norm(a.store, a.name, a.x()); }},
    {"layer_norm",
     "Layer norm",
     "Mean 0 and variance 1 within each sample.",
     "Ba et al. 2016, arXiv:1607.06450",
     {},
     false,
     [](const LayerArgs& a) { return layer_norm(a.store, a.name, a.x()); }},
    {"group_norm", "Group norm", "The same within groups of channels of a sample.",
     "Wu & He 2018, arXiv:1803.08494", kGroupNorm, false,
     [](const LayerArgs& a) { return group_norm(a.store, a.name, a.x(), a.whole("groups")); }},
    {"instance_norm",
     "Instance norm",
     "The same within each channel of a sample.",
     "Ulyanov et al. 2016, arXiv:1607.08022",
     {},
     false,
     [](const LayerArgs& a) { return group_norm(a.store, a.name, a.x(), a.x().shape()[0]); }},
    {"dropout", "Dropout", "Numbers are dropped at random while training, the others scaled up.",
     "Srivastava et al. 2014", kDropout, false,
     [](const LayerArgs& a) { return dropout(a.store, a.x(), a["rate"], a.whole("always") == 1); }},
    {"noise", "Gaussian noise", "Noise is added while training.", "Bishop 1995", kNoise, false, noise},
    {"embedding", "Embedding", "Each whole number is looked up in a table of learned vectors.",
     "PyTorch Embedding", kEmbedding, false,
     [](const LayerArgs& a) {
       return embedding(a.store, a.name, a.sequence(), a.whole("vocabulary"), a.whole("width"));
     }},
    {"positions",
     "Positional encoding",
     "Sines and cosines of the step are added.",
     "Vaswani et al. 2017, § 3.5",
     {},
     false,
     [](const LayerArgs& a) {
       const Shape s = a.sequence().shape();
       return a.x() + positional_encoding(*a.x().graph(), s[0], s[1]);
     }},
    {"attention", "Self-attention", "Every step looks at every other and takes what fits.",
     "Vaswani et al. 2017, arXiv:1706.03762", kAttention, false, attention},
    {"gru", "GRU", "Reads a sequence step by step with a memory behind two gates.",
     "Cho et al. 2014; PyTorch GRU", kDense, false,
     [](const LayerArgs& a) { return gru(a.store, a.name, a.sequence(), a.whole("units")); }},
    {"lstm", "LSTM", "Reads a sequence with a memory behind three gates.",
     "Hochreiter & Schmidhuber 1997; PyTorch LSTM", kDense, false,
     [](const LayerArgs& a) { return lstm(a.store, a.name, a.sequence(), a.whole("units")); }},
    {"last_step", "Last step", "Only the end of a sequence goes on.", "", {}, false, last_step},
    {"add", "Residual join", "Adds what an earlier layer said.", "He et al. 2016, arXiv:1512.03385", kJoin,
     false, add_earlier},
    {"concat", "Concatenation", "Puts an earlier layer's features beside these.",
     "Huang et al. 2017, arXiv:1608.06993", kJoin, false, concat_earlier},
    {"bottleneck", "Variational bottleneck",
     "Each sample becomes a normal distribution close to the standard one; training draws from it.",
     "Kingma & Welling 2014, arXiv:1312.6114; Alemi et al. 2017, arXiv:1612.00410", kBottleneck, false,
     bottleneck},
    {"activation",
     "Activation",
     "The activation alone.",
     "",
     {},
     true,
     [](const LayerArgs& a) { return a.x(); }},
    {"flatten",
     "Flatten",
     "An image or a sequence becomes a vector.",
     "PyTorch Flatten",
     {},
     false,
     [](const LayerArgs& a) { return flattened(a.x()); }},
    {"image", "As an image", "Says that the numbers are the pixels of an image, row by row.", "", kImage,
     false, image},
    {"sequence", "As a sequence", "Says that the numbers are steps of a sequence, feature by feature.", "",
     kSequence, false, sequence},
};

}  // namespace

std::span<const LayerEntry> all_layers() { return kLayers; }

const LayerEntry& find_layer(std::string_view id) { return find_entry(all_layers(), "layer", id); }

}  // namespace losscape
