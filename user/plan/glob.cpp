// The glob parser: text -> tokens, in one pass over the bytes, then the forms that are short for
// others written out.
#include "user/plan/glob.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace mishap::plan {
namespace {

using Kind = GlobToken::Kind;

constexpr size_t kLongestGlob = 4096;  // PATH_MAX: no path is longer

ByteSet all_but_slash() {
  ByteSet set;
  set.set();
  set.reset('/');
  return set;
}

GlobToken literal(unsigned char byte) {
  GlobToken token;
  token.bytes.set(byte);
  return token;
}

GlobToken any_byte() {
  return {Kind::one, all_but_slash()};
}

/// The text as it may stand in a message: unprintable bytes as \xNN.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (unsigned char byte : text) {
    if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += static_cast<char>(byte);
  }
  return out + '"';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<GlobToken>> run() {
    while (at_ < text_.size()) {
      if (auto done = token(); !done) return std::unexpected(done.error());
    }
    return std::move(tokens_);
  }

 private:
  Result<void> token() {
    unsigned char byte = text_[at_];
    if (byte == '[') return byte_class();
    ++at_;
    switch (byte) {
      case '*':
        stars();
        break;
      case '?':
        tokens_.push_back(any_byte());
        break;
      case '\\':
        if (at_ == text_.size()) return problem("ends in a backslash that escapes nothing");
        tokens_.push_back(literal(text_[at_++]));
        break;
      default:
        tokens_.push_back(literal(byte));
    }
    return {};
  }

  /// `*` was read; two or more in a row are `**`, which together with the '/' before it may be a
  /// tree.
  void stars() {
    bool many = false;
    for (; at_ < text_.size() && text_[at_] == '*'; ++at_) many = true;
    bool whole = at_ == text_.size() || text_[at_] == '/';
    if (!many) {
      tokens_.push_back({Kind::run, {}});
    } else if (!whole || tokens_.empty() || !tokens_.back().is_slash()) {
      tokens_.push_back({Kind::path_run, {}});
    } else {
      tokens_.pop_back();
      if (tokens_.empty() || tokens_.back().kind != Kind::tree) tokens_.push_back({Kind::tree, {}});
    }
  }

  Result<void> byte_class() {
    size_t start = at_++;
    bool negated = at_ < text_.size() && (text_[at_] == '!' || text_[at_] == '^');
    if (negated) ++at_;
    ByteSet set;
    for (bool first = true; at_ < text_.size(); first = false) {
      if (text_[at_] == ']' && !first) {
        ++at_;
        if (negated) set.flip();
        tokens_.push_back({Kind::one, set & all_but_slash()});
        return {};
      }
      if (auto done = class_member(set); !done) return done;
    }
    return problem(fmt::format("the '[' at byte {} has no ']'", start + 1));
  }

  /// One byte or one range of a class.
  Result<void> class_member(ByteSet& set) {
    if (text_.substr(at_).starts_with("[:") && text_.find(":]", at_) != std::string_view::npos)
      return problem("named classes such as [:digit:] are not part of the dialect; write [0-9]");
    std::optional<unsigned char> low = class_byte();
    if (!low) return problem("ends in a backslash that escapes nothing");
    std::string_view rest = text_.substr(at_);
    if (rest.size() < 2 || rest[0] != '-' || rest[1] == ']') {
      set.set(*low);
      return {};
    }
    ++at_;
    std::optional<unsigned char> high = class_byte();
    if (!high) return problem("ends in a backslash that escapes nothing");
    if (*high < *low)
      return problem(fmt::format("the range that ends at byte {} runs backwards", at_));
    for (unsigned byte = *low; byte <= *high; ++byte) set.set(byte);
    return {};
  }

  std::optional<unsigned char> class_byte() {
    if (text_[at_] == '\\' && ++at_ == text_.size()) return std::nullopt;
    return text_[at_++];
  }

  Result<void> problem(const std::string& what) const {
    return fail(fmt::format("bad glob {}: {}", quoted(text_), what));
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<GlobToken> tokens_;
};

/// Writes out what the short forms stand for: a name in any directory, files directly in a
/// directory.
std::vector<GlobToken> written_out(std::vector<GlobToken> tokens) {
  auto slashed = [](const GlobToken& t) { return t.is_slash() || t.kind == Kind::tree; };
  if (std::none_of(tokens.begin(), tokens.end(), slashed)) {
    bool everything = tokens.size() == 1 && tokens[0].kind != Kind::one;
    if (everything) return {{Kind::path_run, {}}};
    for (GlobToken& token : tokens)
      if (token.kind == Kind::path_run) token.kind = Kind::run;  // a name has no '/' to cross
    tokens.insert(tokens.begin(), {{Kind::path_run, {}}, literal('/')});
    return tokens;
  }
  if (tokens.back().is_slash()) tokens.insert(tokens.end(), {any_byte(), {Kind::run, {}}});
  // All paths begin with '/', so a tree that comes first is any run: one that, once reached, is
  // never left.
  if (tokens.front().kind == Kind::tree) tokens.front().kind = Kind::path_run;
  return tokens;
}

/// Whether no normalised path can match, since a component is always empty, "." or "..".
bool has_impossible_component(const std::vector<GlobToken>& tokens) {
  std::string name;    // of the component so far
  bool exact = false;  // the component began with a '/' and is literal so far
  for (size_t i = 0; i <= tokens.size(); ++i) {
    bool end = i == tokens.size();
    if (end || tokens[i].is_slash() || tokens[i].kind == Kind::tree) {
      if (exact && (name == "." || name == ".." || (name.empty() && !end))) return true;
      exact = !end && tokens[i].is_slash();
      name.clear();
    } else if (tokens[i].is_literal()) {
      name.push_back(static_cast<char>(tokens[i].bytes._Find_first()));
    } else {
      exact = false;
    }
  }
  return false;
}

/// Why no normalised absolute path can match, or nullopt when one may.
std::optional<Error> impossible(const std::string& text, const std::vector<GlobToken>& tokens) {
  auto first = std::ranges::find_if(tokens, [](const GlobToken& t) { return t.kind != Kind::run; });
  if (first == tokens.end() || !(first->is_slash() || first->kind == Kind::path_run))
    return Error{
        fmt::format("bad glob {}: it can match no path, since paths are absolute", quoted(text)),
        "begin it with '/' or with \"**/\"",
        {},
        {}};
  if (has_impossible_component(tokens))
    return Error{
        fmt::format(
            "bad glob {}: it can match no path, since paths have no \"//\", \".\" and \"..\"",
            quoted(text)),
        {},
        {},
        {}};
  return std::nullopt;
}

/// The tokens as written, for both kinds of globs.
Result<std::vector<GlobToken>> parse_tokens(std::string_view text, const std::string& if_empty) {
  if (text.empty()) return fail("bad glob \"\": it is empty", if_empty);
  if (text.find('\0') != std::string_view::npos)
    return fail(fmt::format("bad glob {}: it has a NUL byte, which no path has", quoted(text)));
  if (text.size() > kLongestGlob)
    return fail(
        fmt::format("bad glob: it has {} bytes, {} is the limit", text.size(), kLongestGlob));
  return Parser(text).run();
}

}  // namespace

Result<Glob> parse_glob(std::string_view text) {
  Result<std::vector<GlobToken>> tokens =
      parse_tokens(text, "leave path= out to match every call");
  if (!tokens) return std::unexpected(tokens.error());
  Glob glob{std::string(text), written_out(std::move(*tokens))};
  if (auto error = impossible(glob.text, glob.tokens)) return std::unexpected(std::move(*error));
  return glob;
}

Result<Glob> parse_name_glob(std::string_view text) {
  Result<std::vector<GlobToken>> tokens = parse_tokens(text, "\"**\" matches every name");
  if (!tokens) return std::unexpected(tokens.error());
  tokens->insert(tokens->begin(), literal('/'));
  return Glob{std::string(text), std::move(*tokens)};
}

}  // namespace mishap::plan
