// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/load/text_template.hpp>

namespace weir::load {
namespace {

std::string rendered(std::string_view text, std::uint64_t n, std::uint64_t random) {
    const auto parsed = text_template::parse(text);
    if (!parsed) return parsed.error();
    std::string into = "what was there";
    parsed->render(into, n, [random] { return random; });
    return into;
}

TEST(text_template, replaces_what_it_knows) {
    EXPECT_EQ(rendered("/items/{{n}}?r={{random}}!", 7, 9), "/items/7?r=9!");
    EXPECT_EQ(rendered("{{n}}{{n}}", 12, 0), "1212");
    EXPECT_EQ(rendered("", 0, 0), "");
    EXPECT_EQ(rendered("{\"a\": {\"b\": 1}}", 0, 0), "{\"a\": {\"b\": 1}}");
}

TEST(text_template, random_numbers_stay_within_their_limits) {
    EXPECT_EQ(rendered("{{random:5:7}}", 0, 0), "5");
    EXPECT_EQ(rendered("{{random:5:7}}", 0, 2), "7");
    EXPECT_EQ(rendered("{{random:5:7}}", 0, 3), "5");
    EXPECT_EQ(rendered("{{random:3:3}}", 0, 99), "3");
    EXPECT_EQ(rendered("{{random:0:18446744073709551615}}", 0, 99), "99");
}

TEST(text_template, refuses_what_it_does_not_know) {
    for (const char* text : {"{{x}}", "{{}}", "{{random:}}", "{{random:1}}", "{{random:7:5}}",
                             "{{random:-1:5}}", "{{random:a:b}}", "{{ n }}"})
        EXPECT_THAT(rendered(text, 0, 0), testing::HasSubstr("is not a variable")) << text;
    EXPECT_THAT(rendered("a{{n", 0, 0), testing::HasSubstr("not closed"));
}

TEST(text_template, knows_whether_it_changes) {
    EXPECT_TRUE(text_template::parse("plain")->constant());
    EXPECT_FALSE(text_template::parse("plain {{n}}")->constant());
}

}  // namespace
}  // namespace weir::load
