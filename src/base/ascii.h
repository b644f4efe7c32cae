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

static inline bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Of a word, as regexes have it: \w. */
static inline bool is_word_byte(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* As isspace() of the C locale. */
static inline bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
