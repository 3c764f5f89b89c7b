#!/bin/sh
# Gives the Rust compiler its wasm32 target: by rustup where that can download, else built from
# the standard library's source of the same version, which Debian packages.
set -eu

sysroot=$(rustc --print sysroot)
target=$sysroot/lib/rustlib/wasm32-unknown-unknown/lib
version=$(rustc --version | cut -d' ' -f2)
work=$1

has_target() { ls "$target"/libstd-*.rlib >/dev/null 2>&1; }

has_target && exit 0
if command -v rustup >/dev/null && timeout 120 rustup target add wasm32-unknown-unknown >/dev/null 2>&1 && has_target; then
    exit 0
fi

fail() {
    echo "x: no wasm32-unknown-unknown target for rustc $version: $1." >&2
    echo "   Install it with 'rustup target add wasm32-unknown-unknown', or use a rustc whose rust-src Debian still has." >&2
    exit 1
}

echo "x: rustup cannot fetch the wasm32 target here; building it from Debian's source of rustc $version (about a minute)"
command -v apt-get >/dev/null || fail "rustup cannot download it, and without apt-get its source cannot be fetched"
[ -w "$sysroot/lib/rustlib" ] || fail "$sysroot is not writable"

# Lists and state of our own: the machine's stay as they are.
apt=$work/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial"
for suite in trixie-backports sid; do
    echo "deb http://deb.debian.org/debian $suite main"
done >"$apt/sources.list"
options="-o Dir::Etc::sourcelist=$apt/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$apt/lists -o Dir::Cache=$apt -o APT::Sandbox::User=root"
# shellcheck disable=SC2086 # the options are words
apt-get $options update >"$apt/log" 2>&1 || fail "apt-get update failed, see $apt/log"
# shellcheck disable=SC2086
package=$(apt-cache $options madison rust-src | awk -v v="$version" 'index($3, v "+") == 1 { print $3; exit }')
[ -n "$package" ] || fail "Debian no longer has rust-src $version"
# shellcheck disable=SC2086
(cd "$apt" && apt-get $options download "rust-src=$package" >>log 2>&1) || fail "rust-src=$package cannot be downloaded, see $apt/log"
dpkg -x "$apt"/rust-src_*.deb "$apt/unpacked"
library=$(find "$apt/unpacked" -path "*/rustc-$version/library/std/Cargo.toml" | head -n 1)
[ -n "$library" ] || fail "the package rust-src holds no standard library"
library=${library%/std/Cargo.toml}

# An empty crate, so that cargo builds nothing but the standard library.
empty=$work/empty
mkdir -p "$empty/src"
: >"$empty/src/lib.rs"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$empty/Cargo.toml"
(cd "$empty" && env -u CARGO_TARGET_DIR RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT="$library" cargo build --release \
    --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test >"$apt/build.log" 2>&1) \
    || fail "the standard library does not build, see $apt/build.log"
mkdir -p "$target"
for lib in "$empty"/target/wasm32-unknown-unknown/release/deps/*.rlib; do
    case $lib in */libempty-*) ;; *) cp "$lib" "$target/" ;; esac
done
has_target || fail "the build left no libstd"
rm -rf "$apt" "$empty"
