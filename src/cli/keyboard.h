/*
 * keyboard: keys from the terminal that controls us, whatever standard input is (as less and fzf do). While
 * it is open the terminal gives keys one by one and shows none; Ctrl-C and Ctrl-Z stay signals.
 */
#ifndef SIGTAIL_KEYBOARD_H
#define SIGTAIL_KEYBOARD_H

#include <termios.h>

#include "base/str.h"

/* Keys that are no character; a character is its code point. */
enum key_code {
    KEY_NONE = 0,
    KEY_TAB = '\t',
    KEY_ENTER = '\r',
    KEY_ESCAPE = 27,
    KEY_BACKSPACE = 127,
    KEY_UP = 0x110000, /* behind all code points */
    KEY_DOWN,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END
};

struct keyboard {
    int fd; /* of /dev/tty; -1: closed */
    struct termios before;
    char bytes[64];
    size_t n;
};

/* False when no terminal controls us, we run in its background, or it cannot be set. */
bool keyboard_open(struct keyboard *k);
/* The terminal as it was, and back, around a stop (Ctrl-Z). */
void keyboard_suspend(const struct keyboard *k);
void keyboard_resume(struct keyboard *k);
void keyboard_close(struct keyboard *k);

/* Take what was typed; false at the terminal's end. */
bool keyboard_read(struct keyboard *k);
/* The next key of what was taken; KEY_NONE: there is none. What is no key that is known here is passed over.
 */
uint32_t keyboard_next(struct keyboard *k);

/* The key at the start of `*s`, moving past it; KEY_NONE for an unknown sequence. `*s` is not empty. */
uint32_t key_take(struct str *s);

#endif
