#!/bin/sh
# Builds packages of sigtail into dist/. Nothing is published.
#
#   packaging/build.sh [native] [static] [npm] [deb] [recipes]      those named; all of them without an argument
#
# They are for this machine, and on x86-64 for arm64 as well where `./setup.sh arm64` has been run: Debian's compiler,
# Debian's libraries of arm64, qemu. `native`: for this machine only.
#
#   static   sigtail-VERSION-linux-ARCH.tar.gz: a program that needs no library, manual, completions, licence, and
#            THIRD-PARTY: the licences of the libraries that are in it
#   npm      sigtail-VERSION.tgz and sigtail-linux-ARCH-VERSION.tgz (@sigtail/linux-ARCH), of the static program
#   deb      sigtail_VERSION_ARCH.deb, linked with Debian's libraries
#   recipes  sigtail-VERSION.tar.gz (the sources), and what others build packages of them with: sigtail.rb (Homebrew),
#            PKGBUILD (Arch), Dockerfile (of the static program), and RELEASE.md to be filled in. SIGTAIL_HOME: the
#            address of the project, under which the sources will be at archive/refs/tags/vVERSION.tar.gz
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}"

say() { printf '%s\n' "packaging: $*" >&2; }

# What it is built for: machine (as uname calls it), how npm (process.arch) and dpkg call that, and where.
target() {
    machine=$1
    case $machine in
    x86_64) npm_arch=x64 deb_arch=amd64 ;;
    aarch64) npm_arch=arm64 deb_arch=arm64 ;;
    *) npm_arch=$machine deb_arch=$(dpkg --print-architecture 2>/dev/null || echo "$machine") ;;
    esac
    static=build-static deb=build-deb
    [ "$machine" = "$(uname -m)" ] || static=$static-$npm_arch deb=$deb-$npm_arch
}

# Is all here that builds for arm64?
has_arm64() {
    [ "$(uname -m)" = x86_64 ] && command -v aarch64-linux-gnu-gcc >/dev/null &&
        command -v qemu-aarch64-static >/dev/null || return 1
    for library in yajl libpcre2-8 yaml-0.1 zlib libzstd libdeflate libarchive; do
        PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig pkg-config --exists $library && continue
        say "nothing for arm64: its $library is not here; ./setup.sh arm64 installs it"
        return 1
    done
}

# Build in folder $1, install under $2; the profile is that of the folder $3 ("": of a run), and the options of meson
# stand behind them.
build() {
    folder=$1 root=$2 profile=$3
    shift 3
    set -- --prefix /usr -Dtests=false "$@"
    if [ "$machine" != "$(uname -m)" ] && [ ! -f "$folder/build.ninja" ]; then
        meson setup "$folder" --cross-file "packaging/$npm_arch.ini" "$@" >&2
    fi
    PROFILE=$profile packaging/train.sh "$folder" "$@"
    ninja -C "$folder" >&2
    rm -rf "$root"
    DESTDIR=$root meson install -C "$folder" --no-rebuild --strip >/dev/null
}

# For another machine the profile is this one's.
static_root() {
    profile=
    [ "$static" = build-static ] || profile=build-static
    build "$static" "$PWD/$static/root" "$profile" -Dstatic=true -Doptimization=2
    packaging/third-party.sh >"$static/root/usr/share/doc/sigtail/THIRD-PARTY"
}

package_static() {
    static_root
    name=sigtail-$version-linux-$machine
    rm -rf "${static:?}/$name"
    mkdir -p "$static/$name"
    cp -R "$static/root/usr/." "$static/$name"
    tar -C "$static" --sort=name --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" -czf "dist/$name.tar.gz" "$name"
    say "dist/$name.tar.gz"
}

# packaging/npm holds the launcher; the program's own package has nothing but it.
package_npm() {
    static_root
    rm -rf "$static/npm"
    mkdir -p "$static/npm/main" "$static/npm/linux-$npm_arch/bin"
    cp packaging/npm/* README.md LICENSE "$static/npm/main"
    cp "$static/root/usr/share/doc/sigtail/"* "$static/npm/linux-$npm_arch"
    cp "$static/root/usr/bin/sigtail" "$static/npm/linux-$npm_arch/bin"
    sed "s/@VERSION@/$version/g" packaging/npm/package.json >"$static/npm/main/package.json"
    cat >"$static/npm/linux-$npm_arch/package.json" <<EOF
{
  "name": "@sigtail/linux-$npm_arch",
  "version": "$version",
  "description": "The program of sigtail for Linux, $npm_arch",
  "license": "MIT",
  "os": ["linux"],
  "cpu": ["$npm_arch"],
  "files": ["bin", "LICENSE", "THIRD-PARTY"]
}
EOF
    for package in main "linux-$npm_arch"; do
        say "dist/$(cd "$static/npm/$package" && npm pack --silent --pack-destination ../../../dist)"
    done
}

# What the program is linked with, as dpkg knows it.
deb_depends() { # program
    mkdir -p "$deb/debian"
    : >"$deb/debian/control"
    (cd "$deb" && dpkg-shlibdeps -O "$1") | sed 's/^shlibs:Depends=//'
}

package_deb() {
    root=$PWD/$deb/root
    build "$deb" "$root" build-static -Darchive=enabled
    doc=$root/usr/share/doc/sigtail
    mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions" # where Debian's zsh looks
    rm -f "$doc/LICENSE"
    mkdir -p "$root/DEBIAN"
    find "$root/usr/share/man" -name '*.[1-9]' -exec gzip -9nf {} +
    { cat packaging/deb/copyright; sed -n '3,$s/^/ /p' LICENSE | sed 's/^ $/ ./'; } >"$doc/copyright"
    sed "s/@VERSION@/$version/; s/@DATE@/$(date -Rud "@$SOURCE_DATE_EPOCH")/" packaging/deb/changelog |
        gzip -9n >"$doc/changelog.gz"
    sed "s/@VERSION@/$version/; s/@ARCH@/$deb_arch/; s/@DEPENDS@/$(deb_depends "$root/usr/bin/sigtail")/" \
        packaging/deb/control >"$root/DEBIAN/control"
    (cd "$root" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2 >DEBIAN/md5sums)
    chmod -R u=rwX,go=rX "$root"
    dpkg-deb --root-owner-group --build "$root" dist >&2
}

package_recipes() {
    home=${SIGTAIL_HOME:-https://example.com/sigtail}
    sources=dist/sigtail-$version.tar.gz
    git archive --format tar.gz --prefix "sigtail-$version/" -o "$sources" HEAD
    for recipe in packaging/recipes/*; do
        sed "s|@VERSION@|$version|g; s|@HOME@|$home|g; s|@URL@|$home/archive/refs/tags/v$version.tar.gz|g
             s|@SHA256@|$(sha256sum "$sources" | cut -d ' ' -f 1)|g" "$recipe" >"dist/$(basename "$recipe")"
        say "dist/$(basename "$recipe")"
    done
}

cross=true named=
for word in "$@"; do
    case $word in
    native) cross=false ;;
    static | npm | deb | recipes) named="$named $word" ;;
    *) say "there is no package '$word'; there are static, npm, deb and recipes"; exit 2 ;;
    esac
done
packages= # the static one first: the others take its profile
for package in static npm deb; do
    case " ${named:-$package} " in *" $package "*) packages="$packages $package" ;; esac
done
mkdir -p dist
target "$(uname -m)"
for package in $packages; do
    "package_$package"
done
case " ${named:-recipes} " in *' recipes '*) package_recipes ;; esac # are of no machine
if $cross && [ -n "$packages" ] && has_arm64; then
    static_root # its profile is taken
    target aarch64
    for package in $packages; do
        "package_$package"
    done
fi
