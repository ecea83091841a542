// JSON to values and back.
#include <doctest/doctest.h>

#include "starlark/json.h"

namespace starlark {
namespace {

std::string round_trip(std::string_view text) {
  auto heap = Heap::create();
  auto v = decode_json(*heap, text);
  if (!v) return v.error();
  return encode_json(*v).value_or("no JSON form");
}

TEST_CASE("what JSON says survives") {
  CHECK(round_trip(R"( {"b": [1, -2.5, 1e3, true, null, "é\u00e9\n"], "a": {}} )") ==
        R"({"a":{},"b":[1,-2.5,1000.0,true,null,"éé\n"]})");
  CHECK(round_trip("123456789012345678901234567890") == "123456789012345678901234567890");
  CHECK(round_trip(R"("\ud83d\ude00 \ud83d")") == "\"\xF0\x9F\x98\x80 \xEF\xBF\xBD\"");
}

TEST_CASE("what is no JSON is told with its offset") {
  CHECK(round_trip("[1, 2") == "at offset 5: expected `,` or `]`, not the end");
  CHECK(round_trip("{'a': 1}") == "at offset 1: expected a string as key, not \"'\"");
  CHECK(round_trip("[01]") == "at offset 1: a number cannot start with 0");
  CHECK(round_trip("1 2") == "at offset 2: expected the end, not \"2\"");
  CHECK(round_trip("{\"a\":1,\"a\":2}") == "at offset 7: the key \"a\" is there twice");
  CHECK(round_trip("") == "at offset 0: expected a value, not the end");
  CHECK(round_trip(std::string(100000, '[')).find("nested too deeply") != std::string::npos);
}

TEST_CASE("a value without JSON form is told with its path") {
  auto heap = Heap::create();
  Value dict = heap->dict();
  Value inner[] = {Value::none(), heap->real(1.0 / 0.0)};
  heap->set(dict, "list", heap->list(inner));
  CHECK(encode_json(dict).error() == "at .list[1]: +inf has no JSON form");
}

}  // namespace
}  // namespace starlark
