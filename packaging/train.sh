#!/bin/sh
# Builds the program in FOLDER twice, with the profile of a run in between: about a tenth faster. Only gcc is asked;
# without a profile the program is the same, but slower.
#
#   packaging/train.sh FOLDER [OPTION of meson...]
#
# FOLDER is set up when it is not there, and left as it is when its profile is that of these sources. PROFILE=OTHER,
# another such folder: its profile is taken when it is that of these sources, and the run is not done again.
set -eu
cd "$(dirname "$0")/.."
folder=$1
shift

say() { printf '%s\n' "train: $*" >&2; }

configure() { # options of meson
    if [ -f "$folder/build.ninja" ]; then
        meson configure "$folder" "$@" >"$folder.log" 2>&1
    else
        meson setup "$folder" "$@" >"$folder.log" 2>&1
    fi || { cat "$folder.log" >&2; exit 1; }
    rm -f "$folder.log"
}

# What the program's speed depends on: another sum, and the profile is taken anew.
sources_sum() { find src patterns meson.build packaging/train.sh tests/bench/gen.c -type f | LC_ALL=C sort | xargs cat | cksum; }

# Run the program as users do, so that the compiler learns which way it mostly goes: what is never run here is made
# for size in the static program.
asked() { "$folder/sigtail" "$@" || [ $? = 1 ]; }

# The questions that are asked of one log, $1.
questions() {
    asked -j1 "$1" && asked grep -j1 -c investigate "$1" && asked -j2 -o json "$1" >"$folder/train.json" &&
        asked -j1 -w 'status>=500 or duration>1s' -b model,status --show 'rate,p95,distinct(user)' "$1" &&
        asked -j1 --since 2000-01-01 -c unknown "$1" && asked grep -j1 -i -e 'timed *out' "$1" &&
        asked fields -j1 "$1" && asked mine -j1 "$1" && asked merge "$folder/train.json" "$folder/train.json"
}

run_everywhere() {
    cc -O2 -o "$folder/train-gen" tests/bench/gen.c || return 1
    for format in tail-pretty tail-compact journal-short; do
        "$folder/train-gen" --seed 1 --format $format --size 8M -o "$folder/train.log" && questions "$folder/train.log" &&
            gzip -c "$folder/train.log" >"$folder/train.log.gz" && asked "$folder/train.log.gz" || return 1
    done
    for capture in fixtures/*.txt fixtures/*.json fixtures/*.jsonl tests/world/*.log; do
        asked -j1 "$capture" && asked -j1 <"$capture" || return 1
    done
}

# Is there another folder, and is its profile that of these sources?
has_other() {
    [ -n "${PROFILE:-}" ] && [ "$(cat "$PROFILE/trained" 2>/dev/null)" = "$sum" ] &&
        [ "$(cd "$PROFILE" && pwd -P)" != "$(cd "$folder" && pwd -P)" ]
}

profile() {
    find "$folder" -name '*.gcda' -exec rm -f {} +
    if has_other; then
        (cd "$PROFILE" && find . -name '*.gcda' -exec tar cf - {} +) | tar xf - -C "$folder"
        return
    fi
    ninja -C "$folder" sigtail >&2
    run_everywhere >"$folder/train.out" 2>&1
}

configure "$@"
sum=$(sources_sum)
[ "$(cat "$folder/trained" 2>/dev/null)" != "$sum" ] || exit 0
LC_ALL=C cc -v 2>&1 | grep -q '^gcc version' || exit 0
configure -Db_lto=true -Db_pgo=generate
if profile; then
    configure -Db_pgo=use
else
    say "no profile (see $folder/train.out); going on without"
    configure -Db_pgo=off
fi
rm -f "$folder/train.log" "$folder/train.log.gz" "$folder/train.json" "$folder/train-gen"
echo "$sum" >"$folder/trained"
