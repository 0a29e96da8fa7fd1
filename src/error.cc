// SPDX-License-Identifier: Apache-2.0
#include "error.h"

#include "number_text.h"

namespace losscape {

void TextPart::append_to(std::string& out) const {
  switch (kind_) {
    case Kind::Text:
      out += text_;
      break;
    case Kind::Real:
      out += number_text(real_, 6);
      break;
    case Kind::Whole:
      out += std::to_string(whole_);
  }
}

std::string joined(std::initializer_list<TextPart> parts) {
  std::string out;
  for (const TextPart& part : parts) part.append_to(out);
  return out;
}

void fail_with(std::initializer_list<TextPart> parts) { throw Error(joined(parts)); }

}  // namespace losscape
