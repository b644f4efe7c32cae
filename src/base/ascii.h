/* ascii: what a byte is in ASCII, whatever the locale. Bytes of other letters are none of these. */
#ifndef SIGTAIL_ASCII_H
#define SIGTAIL_ASCII_H

#include <stdbool.h>

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool is_upper(char c)
{
    return (unsigned char)(c - 'A') < 26;
}

static inline bool is_lower(char c)
{
    return (unsigned char)(c - 'a') < 26;
}

static inline bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool is_alnum(char c)
{
    return is_letter(c) || is_digit(c);
}

static inline bool is_hex(char c)
{
    return is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6;
}

/* Of a word, as regexes have it: \w. */
static inline bool is_word_byte(char c)
{
    return is_alnum(c) || c == '_';
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* White space of JSON. */
static inline bool is_space(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

static inline bool is_quote_mark(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* As isspace() of the C locale. */
static inline bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
