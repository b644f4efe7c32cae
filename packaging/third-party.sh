#!/bin/sh
# Prints the notices of what is in the static program besides sigtail: each as the package that was linked has it on this
# machine. Says what has none here; such a program is not to be given to others.
#
#   packaging/third-party.sh >THIRD-PARTY
set -eu

# Where Debian, and others, put the licence of package $1.
notice() {
    for file in "/usr/share/doc/$1/copyright" "/usr/share/licenses/$1"/*; do
        if [ -f "$file" ]; then
            cat "$file"
            return
        fi
    done
    return 1
}

section() { # title; the text is read
    printf '\n\n%s\n%s\n\n' "$1" "$(printf '%s' "$1" | sed 's/./=/g')"
    sed 's/[[:space:]]*$//'
}

library() { # name, its packages: one is here
    name=$1
    shift
    for package in "$@"; do
        if text=$(notice "$package"); then
            printf '%s\n' "$text" | section "$name"
            return
        fi
    done
    echo "third-party: there is no notice of $name here, under /usr/share/doc and /usr/share/licenses" >&2
}

cat <<EOF
sigtail is under the licence in LICENSE. This program of it holds the libraries below, linked statically, each under its
own licence. Their sources are those of the distribution that it was built with; sigtail's own sources and
packaging/build.sh make the program anew with others.
EOF
library PCRE2 libpcre2-dev pcre2
library yajl libyajl-dev yajl
library libyaml libyaml-dev libyaml yaml
library zlib zlib1g-dev zlib
library zstd libzstd-dev zstd libzstd
library libdeflate libdeflate-dev libdeflate
library uthash uthash-dev uthash
case $(${CC:-cc} -dumpmachine) in
*musl*) library musl musl-dev musl ;;
*)
    library 'GNU C library' libc6-dev glibc
    for text in /usr/share/common-licenses/LGPL-2.1 /usr/share/licenses/spdx/LGPL-2.1-or-later.txt /usr/share/licenses/glibc/COPYING.LIB; do
        [ -f "$text" ] || continue
        section 'GNU Lesser General Public License, of the GNU C library' <"$text"
        break
    done
    ;;
esac
