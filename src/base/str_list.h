/*
 * str_list: texts that stand one behind the other, as the two arguments of a function that takes a list of
 * them: buf_join(b, "from ", service, ":"). Each of the up to 12 pieces is a struct str or a terminated
 * string.
 */
#ifndef SIGTAIL_STR_LIST_H
#define SIGTAIL_STR_LIST_H

#include "base/str.h"

static inline struct str str_itself(struct str s)
{
    return s;
}

#define STR_PIECE(x)                                            _Generic((x), struct str : str_itself, default : str_z)(x)
#define STR_PIECES1(x)                                          STR_PIECE(x)
#define STR_PIECES2(x, ...)                                     STR_PIECE(x), STR_PIECES1(__VA_ARGS__)
#define STR_PIECES3(x, ...)                                     STR_PIECE(x), STR_PIECES2(__VA_ARGS__)
#define STR_PIECES4(x, ...)                                     STR_PIECE(x), STR_PIECES3(__VA_ARGS__)
#define STR_PIECES5(x, ...)                                     STR_PIECE(x), STR_PIECES4(__VA_ARGS__)
#define STR_PIECES6(x, ...)                                     STR_PIECE(x), STR_PIECES5(__VA_ARGS__)
#define STR_PIECES7(x, ...)                                     STR_PIECE(x), STR_PIECES6(__VA_ARGS__)
#define STR_PIECES8(x, ...)                                     STR_PIECE(x), STR_PIECES7(__VA_ARGS__)
#define STR_PIECES9(x, ...)                                     STR_PIECE(x), STR_PIECES8(__VA_ARGS__)
#define STR_PIECES10(x, ...)                                    STR_PIECE(x), STR_PIECES9(__VA_ARGS__)
#define STR_PIECES11(x, ...)                                    STR_PIECE(x), STR_PIECES10(__VA_ARGS__)
#define STR_PIECES12(x, ...)                                    STR_PIECE(x), STR_PIECES11(__VA_ARGS__)
#define STR_PICK(a, b, c, d, e, f, g, h, i, j, k, l, name, ...) name
#define STR_PIECES(...)                                                                                      \
    STR_PICK(__VA_ARGS__, STR_PIECES12, STR_PIECES11, STR_PIECES10, STR_PIECES9, STR_PIECES8, STR_PIECES7,   \
             STR_PIECES6, STR_PIECES5, STR_PIECES4, STR_PIECES3, STR_PIECES2, STR_PIECES1, 0)                \
    (__VA_ARGS__)
#define STR_LIST(...)                                                                                        \
    (const struct str[]){STR_PIECES(__VA_ARGS__)},                                                           \
        sizeof(struct str[]){STR_PIECES(__VA_ARGS__)} / sizeof(struct str)

#endif
