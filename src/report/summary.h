/*
 * summary: the facts that every report for people begins with, as sentences and as conditions. Text goes out
 * unescaped: the caller knows where to.
 */
#ifndef SIGTAIL_SUMMARY_H
#define SIGTAIL_SUMMARY_H

#include "report/report.h"

/* Records that were judged: all but those that filters left out. */
uint64_t summary_judged(const struct report *r);
/* True when nothing needs anybody. */
bool summary_healthy(const struct report *r);
/* True when most records say nothing of whether they are good: then nothing is known of them. */
bool summary_unjudged(const struct report *r);
/* How many signatures of class investigate there are: they stand first. */
size_t summary_investigate(const struct report *r);
/* True when `s` asks for someone though no signature says why. */
bool summary_status_open(const struct report_status *s);

/* Does any error name its request, its user? Where none does, it is not known how many there were. */
struct summary_named {
    bool requests, users;
};
struct summary_named summary_named(const struct report *r);

/* "stdin" for "-". */
struct str summary_source(struct str name);
/* Append "63,536 records". */
void summary_records(const struct report *r, struct buf *out);
/* Append "wrangler-tail, journal from 3 sources"; nothing without sources. */
void summary_origin(const struct report *r, struct buf *out);
/* Append why a report without judged records is empty: "No records: the input is empty." */
void summary_nothing(const struct report *r, struct buf *out);
/* Append "the records that were read are of ... to ...", to ask for another time; nothing without times. */
void summary_times(const struct report *r, struct buf *out);
/* Append what a healthy report may be taken for. */
void summary_verdict(const struct report *r, struct buf *out);
/* All of them, of whatever signature. */
uint64_t summary_incidents(const struct report *r);
/* Append which errors records tell are over; nothing when none does. */
void summary_recovered(const struct report *r, struct buf *out);
/* Append how many rows count as expected because somebody acknowledged them, and the command that shows
 * whose decision and until when; nothing when none does. */
void summary_acknowledged(const struct report *r, struct buf *out);
/* Append what `overlap` says; nothing when it is 0. */
void summary_overlap(const struct report *r, struct buf *out);

#endif
