#!/bin/sh
# Installs what sigtail needs to be built, and builds it. It says each command that changes the system before
# it runs it, and uses sudo only when it has to.
#
#   ./setup.sh          build, and show the report of a captured log
#   ./setup.sh release  build as it is installed: twice, with the profile of a run in between (packaging/train.sh)
#   ./setup.sh test     the same, and run all tests
#   ./setup.sh install  as release, and install under /usr/local; PREFIX=/elsewhere before or after it: there
#   ./setup.sh arm64    install what packaging/build.sh needs to make packages for arm64 as well: on x86-64, Debian
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
        "$@" >&2
    elif have sudo; then
        say "sudo $*"
        sudo "$@" >&2
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

# The compiler, what it links, and what runs it.
arm64_packages() {
    echo gcc-aarch64-linux-gnu qemu-user-static
    for library in libc6 libyajl libpcre2 libyaml zlib1g libzstd libdeflate libarchive; do
        echo "$library-dev:arm64"
    done
}

missing_arm64() {
    for tool in aarch64-linux-gnu-gcc qemu-aarch64-static; do
        have $tool || echo $tool
    done
    libraries=/usr/lib/aarch64-linux-gnu
    [ -f $libraries/libc.a ] || echo libc
    for library in yajl libpcre2-8 yaml-0.1 zlib libzstd libdeflate libarchive; do
        PKG_CONFIG_LIBDIR=$libraries/pkgconfig pkg-config --exists $library || echo $library
    done
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

# The program as it is installed: the compiler knows the way that it mostly goes.
train() { # what of it: nothing for all
    provide missing packages
    packaging/train.sh build --prefix "${PREFIX:-/usr/local}"
    ninja -C build "$@" >&2
}

# The program as soon as possible.
build() {
    provide missing packages
    [ -f build/build.ninja ] || meson setup build --prefix "${PREFIX:-/usr/local}" >build.log 2>&1 ||
        { cat build.log >&2; die "meson failed"; }
    rm -f build.log
    ninja -C build sigtail >&2
}

[ "$(getconf LONG_BIT 2>/dev/null || echo 64)" = 64 ] ||
    die "sigtail needs a 64-bit system (its sums are of 128 bits), and this one is of 32 bits"
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
    build
    say "built build/sigtail; what it makes of a captured log (sigtail fixtures/tail-small.json):"
    build/sigtail fixtures/tail-small.json
    ;;
test)
    train
    meson test -C build --print-errorlogs
    ;;
release) train sigtail ;;
install)
    train installed
    prefix=${PREFIX:-/usr/local}
    mkdir -p "$prefix" 2>/dev/null || as_root mkdir -p "$prefix"
    if [ -w "$prefix" ]; then
        meson install -C build --no-rebuild
    else
        as_root meson install -C build --no-rebuild
    fi
    ;;
tools)
    provide missing packages
    provide missing_tools tool_packages
    ;;
arm64)
    [ "$(manager)" = apt ] || die "only Debian has the libraries of arm64 beside one's own"
    provide missing packages
    [ -z "$(missing_arm64)" ] || as_root dpkg --add-architecture arm64
    provide missing_arm64 arm64_packages
    ;;
*) die "unknown word '$1'; see the first lines of setup.sh" ;;
esac
