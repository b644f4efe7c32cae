#include "record/decode_internal.h"

static int hex_digit(char c)
{
    c = (char)(c | 32);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct str percent_decoded(struct decoder *d, struct str s)
{
    if (str_chr(s, '%') == s.n)
        return s;
    char *to = arena_take(&d->scratch, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
        to[n++] = low >= 0 ? (char)(high << 4 | low) : s.p[i];
        i += low >= 0 ? 2 : 0;
    }
    return str_of(to, n);
}

static struct str unescaped(struct decoder *d, const struct raw_value *v)
{
    if (v->percent)
        return percent_decoded(d, v->raw);
    if (!v->string || str_chr(v->raw, '\\') == v->raw.n)
        return v->raw;
    buf_clear(&d->text);
    json_unescape(v->raw, v->slashes, &d->text);
    return arena_str(&d->scratch, buf_str(&d->text));
}

void decode_fields(struct decoder *d, const struct field_scan *s, struct record *rec)
{
    for (uint32_t set = s->set; set; set &= set - 1) {
        enum field f = (enum field)__builtin_ctz(set);
        rec->field[f] = unescaped(d, &s->values[f]);
    }
    if (s->set & 1u << FIELD_TIME)
        rec->time_ms = timestamp_from_text(rec->field[FIELD_TIME]);
    if (s->set & 1u << FIELD_STATUS)
        rec->status = unit_status(rec->field[FIELD_STATUS]);
    if (s->set & 1u << FIELD_UPSTREAM)
        rec->upstream = unit_status(rec->field[FIELD_UPSTREAM]);
    if (s->set & 1u << FIELD_DURATION)
        rec->duration_ms = unit_duration(rec->field[FIELD_DURATION], s->values[FIELD_DURATION].unit);
    if (s->level > rec->level)
        rec->level = s->level;
    rec->truncated = (s->flags & PATH_FLAG_TRUNCATED) != 0;
    if (UNLIKELY(s->flags & PATH_FLAG_CUT))
        rec->carry = CARRY_PART;
}

int64_t decode_time(const struct decoder *d, const struct log_time *t, struct record *rec)
{
    int64_t ms = log_time_ms(t, d->zone, d->now_ms, NO_TIME);
    rec->no_zone |= ms == NO_TIME && t->has_date && t->zone == TIME_ZONE_NAME;
    return ms;
}

bool decode_good_outcome(struct str outcome)
{
    return outcome.n == 0 || str_eq(outcome, STR("ok")) || str_eq(outcome, STR("canceled"));
}
