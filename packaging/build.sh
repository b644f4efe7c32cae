#!/bin/sh
# Builds packages of sigtail into dist/. Nothing is published.
#
#   packaging/build.sh [static] [npm] [deb] [recipes]      those named; all of them without an argument
#
#   static   sigtail-VERSION-linux-ARCH.tar.gz: a program that needs no library, manual, completions, licence
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

# The names that npm (process.arch) has for machines.
npm_arch() {
    case $(uname -m) in
    x86_64) echo x64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
    esac
}

# Build in folder $1 with its profile, install under $2; the options of meson behind them.
build() {
    folder=$1 root=$2
    shift 2
    packaging/train.sh "$folder" --prefix /usr -Dtests=false "$@"
    ninja -C "$folder" >&2
    rm -rf "$root"
    DESTDIR=$root meson install -C "$folder" --no-rebuild --strip >/dev/null
}

static_root() {
    build build-static "$PWD/build-static/root" -Dstatic=true -Doptimization=2
}

package_static() {
    static_root
    name=sigtail-$version-linux-$(uname -m)
    rm -rf "build-static/$name"
    mkdir -p "build-static/$name"
    cp -R build-static/root/usr/. "build-static/$name"
    tar -C build-static --sort=name --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" -czf "dist/$name.tar.gz" "$name"
    say "dist/$name.tar.gz"
}

# packaging/npm holds the launcher; the program's own package has nothing but it.
package_npm() {
    static_root
    arch=$(npm_arch)
    rm -rf build-static/npm
    mkdir -p build-static/npm/main "build-static/npm/linux-$arch/bin"
    cp packaging/npm/* README.md LICENSE build-static/npm/main
    cp LICENSE "build-static/npm/linux-$arch"
    cp build-static/root/usr/bin/sigtail "build-static/npm/linux-$arch/bin"
    sed "s/@VERSION@/$version/g" packaging/npm/package.json >build-static/npm/main/package.json
    cat >"build-static/npm/linux-$arch/package.json" <<EOF
{
  "name": "@sigtail/linux-$arch",
  "version": "$version",
  "description": "The program of sigtail for Linux, $arch",
  "license": "MIT",
  "os": ["linux"],
  "cpu": ["$arch"],
  "files": ["bin", "LICENSE"]
}
EOF
    for package in main "linux-$arch"; do
        say "dist/$(cd "build-static/npm/$package" && npm pack --silent --pack-destination ../../../dist)"
    done
}

# What the program is linked with, as dpkg knows it.
deb_depends() { # program
    mkdir -p build-deb/debian
    : >build-deb/debian/control
    (cd build-deb && dpkg-shlibdeps -O "$1") | sed 's/^shlibs:Depends=//'
}

package_deb() {
    root=$PWD/build-deb/root
    [ ! -f build-static/trained ] || export PROFILE=build-static
    build build-deb "$root"
    doc=$root/usr/share/doc/sigtail
    rm -f "$doc/LICENSE"
    mkdir -p "$root/DEBIAN"
    find "$root/usr/share/man" -name '*.[1-9]' -exec gzip -9nf {} +
    { cat packaging/deb/copyright; sed -n '3,$s/^/ /p' LICENSE | sed 's/^ $/ ./'; } >"$doc/copyright"
    sed "s/@VERSION@/$version/; s/@DATE@/$(date -Rud "@$SOURCE_DATE_EPOCH")/" packaging/deb/changelog |
        gzip -9n >"$doc/changelog.gz"
    sed "s/@VERSION@/$version/; s/@ARCH@/$(dpkg --print-architecture)/; s/@DEPENDS@/$(deb_depends "$root/usr/bin/sigtail")/" \
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

for package in "$@"; do
    case $package in
    static | npm | deb | recipes) ;;
    *) say "there is no package '$package'; there are static, npm, deb and recipes"; exit 2 ;;
    esac
done
mkdir -p dist
for package in ${*:-static npm deb recipes}; do
    "package_$package"
done
