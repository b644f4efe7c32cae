#!/bin/sh
# Installs what sigtail needs to be built, and builds it. It says each command that changes the system before
# it runs it, and uses sudo only when it has to.
#
#   ./setup.sh          build, and show the report of a captured log
#   ./setup.sh test     build, and run all tests
#   ./setup.sh install  build, and install under /usr/local; PREFIX=/elsewhere before or after it: there
#   ./setup.sh tools    install what .ci/run needs besides: clang, valgrind, clang-format, GNU parallel
set -eu
cd "$(dirname "$0")"
export SIGTAIL_CONFIG= # not the settings of who runs this: the profile is of the usual way

say() { printf '%s\n' "setup: $*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Run a command as root, said aloud.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        say "$*"
        "$@"
    elif have sudo; then
        say "sudo $*"
        sudo "$@"
    else
        die "needs root, and there is no sudo; run as root: $*"
    fi
}

has_header() { printf '#include <%s>\n' "$1" | cc -E - >/dev/null 2>&1; }

# Everything that the build and its tests use; each line names what a check finds missing.
missing() {
    for tool in cc meson ninja python3; do
        have $tool || echo $tool
    done
    have pkg-config || { echo pkg-config; return; }
    for library in yajl libpcre2-8 yaml-0.1 zlib libzstd libdeflate libarchive cmocka; do
        pkg-config --exists $library || echo $library
    done
    have cc && { has_header uthash.h || echo uthash.h; }
    return 0
}

missing_tools() {
    for tool in clang valgrind clang-format parallel; do
        have $tool || echo $tool
    done
    # The static package is made, and tried, with Debian's.
    [ "$(manager)" != apt ] || for library in zlib libzstd; do
        pkg-config --exists $library || echo $library
    done
    have clang || return 0
    printf 'int main(void){return 0;}' | clang -fsanitize=fuzzer-no-link,address -x c - -o /dev/null 2>/dev/null ||
        echo "clang's sanitizers"
}

install_with() { # manager, packages
    manager=$1
    shift
    case $manager in
    apt)
        as_root apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
        ;;
    dnf) as_root dnf install -y "$@" ;;
    pacman) as_root pacman -S --needed --noconfirm "$@" ;;
    apk) as_root apk add "$@" ;;
    brew)
        say "brew install $*"
        brew install "$@"
        ;;
    esac
}

manager() {
    for m in apt-get:apt dnf:dnf pacman:pacman apk:apk brew:brew; do
        if have "${m%:*}"; then
            echo "${m#*:}"
            return
        fi
    done
}

packages() {
    case $1 in
    apt) echo gcc libc6-dev meson ninja-build pkg-config python3 libyajl-dev libpcre2-dev libyaml-dev uthash-dev \
        zlib1g-dev libzstd-dev libdeflate-dev libarchive-dev libcmocka-dev ;;
    dnf) echo gcc meson ninja-build pkgconf-pkg-config python3 yajl-devel pcre2-devel libyaml-devel uthash-devel \
        zlib-devel libzstd-devel libdeflate-devel libarchive-devel libcmocka-devel ;;
    pacman) echo gcc meson ninja pkgconf python yajl pcre2 libyaml uthash zlib zstd libdeflate libarchive cmocka ;;
    apk) echo gcc musl-dev meson samurai pkgconf python3 yajl-dev pcre2-dev yaml-dev uthash-dev zlib-dev zstd-dev libdeflate-dev \
        libarchive-dev cmocka-dev ;;
    brew) echo meson ninja pkg-config python3 yajl pcre2 libyaml uthash zlib zstd libdeflate libarchive cmocka ;;
    esac
}

tool_packages() {
    case $1 in
    apt) echo clang libclang-rt-dev valgrind clang-format parallel ;;
    dnf) echo clang compiler-rt valgrind clang-tools-extra parallel ;;
    pacman) echo clang compiler-rt valgrind parallel ;;
    apk) echo clang compiler-rt valgrind clang-extra-tools parallel ;;
    brew) echo llvm clang-format parallel ;;
    esac
}

# Install the packages that `list` names for this system, when the check `lacks` finds anything.
provide() { # lacks list
    lacks=$($1 | tr '\n' ' ')
    [ -n "$lacks" ] || return 0
    say "missing: $lacks"
    m=$(manager)
    [ -n "$m" ] || die "no package manager that is known here (apt, dnf, pacman, apk, brew); install these yourself"
    # shellcheck disable=SC2046 # package names hold no spaces
    install_with "$m" $($2 "$m")
    lacks=$($1 | tr '\n' ' ')
    [ -z "$lacks" ] || die "still missing after the installation: $lacks"
}

configure() { # options of meson
    if [ -f build/build.ninja ]; then
        meson configure build ${PREFIX:+--prefix "$PREFIX"} "$@" >build.log 2>&1
    else
        meson setup build --prefix "${PREFIX:-/usr/local}" "$@" >build.log 2>&1
    fi || { cat build.log >&2; die "meson failed"; }
    rm -f build.log
}

# What the program's speed depends on: another sum, and the profile is taken anew.
sources_sum() { find src patterns meson.build tests/bench/gen.c -type f | LC_ALL=C sort | xargs cat | cksum; }

# Run the program on logs of all kinds, so that the compiler learns which way it mostly goes.
run_everywhere() {
    for format in tail-pretty tail-compact journal-short; do
        build/tests/bench/gen --seed 1 --format $format --size 8M -o build/train.log &&
            build/sigtail -j1 build/train.log && build/sigtail grep -j1 -c investigate build/train.log || return 1
    done
    for capture in fixtures/*.txt fixtures/*.json fixtures/*.jsonl; do
        build/sigtail -j1 "$capture" || [ $? = 1 ] || return 1
    done
}

# Build twice, with the profile of a run in between: about a tenth faster. Only gcc is asked; without a profile
# the program is the same, but slower.
train() {
    [ "$(cat build/trained 2>/dev/null)" != "$(sources_sum)" ] || return 0
    if ! LC_ALL=C cc -v 2>&1 | grep -q '^gcc version'; then
        configure
        return
    fi
    configure -Db_lto=true -Db_pgo=generate
    find build -name '*.gcda' -exec rm -f {} +
    ninja -C build sigtail tests/bench/gen >&2
    if run_everywhere >build/train.out 2>&1; then
        configure -Db_pgo=use
    else
        say "no profile (see build/train.out); going on without"
        configure -Db_pgo=off
    fi
    rm -f build/train.log
    sources_sum >build/trained
}

build() { # what of it: nothing for all
    provide missing packages
    train
    ninja -C build "$@" >&2
}

for word in "$@"; do
    case $word in PREFIX=*) PREFIX=${word#PREFIX=} ;; esac
done
case ${PREFIX:-/} in
/*) ;;
*) PREFIX=$PWD/$PREFIX ;;
esac
case ${1:-build} in PREFIX=*) shift ;; esac
case ${1:-build} in
build)
    build sigtail
    say "built build/sigtail; what it makes of a captured log (sigtail fixtures/tail-small.json):"
    build/sigtail fixtures/tail-small.json
    ;;
test)
    build
    meson test -C build --print-errorlogs
    ;;
install)
    build
    prefix=${PREFIX:-/usr/local}
    mkdir -p "$prefix" 2>/dev/null || as_root mkdir -p "$prefix"
    if [ -w "$prefix" ]; then
        meson install -C build
    else
        as_root meson install -C build
    fi
    ;;
tools)
    provide missing packages
    provide missing_tools tool_packages
    ;;
*) die "unknown word '$1'; see the first lines of setup.sh" ;;
esac
