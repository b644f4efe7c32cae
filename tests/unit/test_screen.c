/* What is redrawn in place stands where it stood before. */
#include "cli/screen.h"
#include "unit.h"

static void draws(struct screen *s, const char *text, unsigned width, unsigned height, const char *expected)
{
    LOCAL_BUF out = {0};
    screen_draw(s, str_z(text), width, height, &out);
    buf_addc(&out, 0);
    assert_string_equal(out.p, expected);
}

static void is_drawn_over_itself(void **state)
{
    (void)state;
    struct screen s = {0};
    draws(&s, "one\ntwo\n", 80, 24, "one\x1b[K\ntwo\x1b[K\n\x1b[J");
    draws(&s, "1\n", 80, 24, "\r\x1b[2A1\x1b[K\n\x1b[J");
    draws(&s, "a\nb\nc\n", 80, 24, "\r\x1b[1Aa\x1b[K\nb\x1b[K\nc\x1b[K\n\x1b[J");
}

static void is_cut_to_the_height(void **state)
{
    (void)state;
    struct screen s = {0};
    draws(&s, "1\n2\n3\n4\n", 80, 3, "1\x1b[K\n2\x1b[K\n\x1b[J");
    draws(&s, "1\n2\n3\n4\n", 80, 4, "\r\x1b[2A1\x1b[K\n2\x1b[K\n3\x1b[K\n\x1b[J");
}

static void begins_anew_when_resized(void **state)
{
    (void)state;
    struct screen s = {0};
    draws(&s, "1\n", 80, 24, "1\x1b[K\n\x1b[J");
    draws(&s, "1\n", 70, 24, "\x1b[H\x1b[J1\x1b[K\n\x1b[J");
}

static void goes_away(void **state)
{
    (void)state;
    struct screen s = {0};
    LOCAL_BUF out = {0};
    screen_clear(&s, 80, &out);
    assert_int_equal(out.n, 0); /* nothing was drawn */
    draws(&s, "1\n", 80, 24, "1\x1b[K\n\x1b[J");
    screen_clear(&s, 80, &out);
    buf_addc(&out, 0);
    assert_string_equal(out.p, "\r\x1b[1A\x1b[J");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_drawn_over_itself),
        cmocka_unit_test(is_cut_to_the_height),
        cmocka_unit_test(begins_anew_when_resized),
        cmocka_unit_test(goes_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
