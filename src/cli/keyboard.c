#include "cli/keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/utf8.h"

/* Behind `ESC [` and `ESC O` (ECMA-48 and xterm, "PC-Style Function Keys"). */
static const struct {
    struct str sequence;
    uint32_t key;
} SEQUENCES[] = {
    {STR_INIT("A"), KEY_UP},         {STR_INIT("B"), KEY_DOWN}, {STR_INIT("5~"), KEY_PAGE_UP},
    {STR_INIT("6~"), KEY_PAGE_DOWN}, {STR_INIT("H"), KEY_HOME}, {STR_INIT("F"), KEY_END},
    {STR_INIT("1~"), KEY_HOME},      {STR_INIT("4~"), KEY_END}, {STR_INIT("7~"), KEY_HOME},
    {STR_INIT("8~"), KEY_END},
};

static uint32_t sequence_key(struct str sequence)
{
    for (size_t i = 0; i < COUNT_OF(SEQUENCES); i++)
        if (str_eq(sequence, SEQUENCES[i].sequence))
            return SEQUENCES[i].key;
    return KEY_NONE;
}

uint32_t key_take(struct str *s)
{
    if (s->p[0] != '\x1b') {
        uint32_t code = utf8_next(s);
        return code == '\n' ? KEY_ENTER : code == '\b' ? KEY_BACKSPACE : code;
    }
    if (s->n == 1 || (s->p[1] != '[' && s->p[1] != 'O')) {
        *s = str_skip(*s, 1);
        return KEY_ESCAPE;
    }
    size_t n = 2;
    while (n < s->n && ((unsigned char)s->p[n] < 0x40 || (unsigned char)s->p[n] > 0x7e))
        n++;
    uint32_t key = sequence_key(str_of(s->p + 2, n < s->n ? n - 1 : n - 2));
    *s = str_skip(*s, n + 1);
    return key;
}

static bool set_raw(const struct keyboard *k)
{
    struct termios raw = k->before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(k->fd, TCSANOW, &raw) == 0;
}

bool keyboard_open(struct keyboard *k)
{
    *k = (struct keyboard){.fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
    bool ours = k->fd >= 0 && tcgetpgrp(k->fd) == getpgrp(); /* not of a job in the background */
    if (ours && tcgetattr(k->fd, &k->before) == 0 && set_raw(k))
        return true;
    if (k->fd >= 0)
        close(k->fd);
    k->fd = -1;
    return false;
}

/* Whoever has the terminal in the foreground by now: a subshell of bash that ends by the same Ctrl-C hands it
 * to its parent, and what sets it from the background is stopped (SIGTTOU, tcsetattr(3)), with the report
 * unsaid. */
void keyboard_suspend(const struct keyboard *k)
{
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &stop, &before);
    (void)tcsetattr(k->fd, TCSANOW, &k->before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void keyboard_resume(struct keyboard *k)
{
    (void)set_raw(k);
}

void keyboard_close(struct keyboard *k)
{
    if (k->fd < 0)
        return;
    keyboard_suspend(k);
    close(k->fd);
    k->fd = -1;
}

bool keyboard_read(struct keyboard *k)
{
    ssize_t n = read(k->fd, k->bytes + k->n, sizeof k->bytes - k->n);
    if (n > 0)
        k->n += (size_t)n;
    return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

uint32_t keyboard_next(struct keyboard *k)
{
    uint32_t key = KEY_NONE;
    struct str rest = str_of(k->bytes, k->n);
    while (rest.n && key == KEY_NONE)
        key = key_take(&rest);
    memmove(k->bytes, rest.p, rest.n);
    k->n = rest.n;
    return key;
}
