# What has to be there before anything is built: Rust, Node.js, the tools that crates.io, npm and Debian have.
# For `x`, which reads it with `.`.
#
# Tools from crates.io are built once for a machine, not once for a checkout:
# $cache/tools/rustc-VERSION/CRATE-VERSION/bin/.

CARGO_LEPTOS=0.3.10
NEXTEST=0.9.143
DENY=0.20.2
MACHETE=0.9.2
CYCLONEDX=0.5.9
FUZZ=0.13.2
DEB=3.8.0
# Of exactly the version of the crate: the two speak a private language.
WASM_BINDGEN=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)

missing=

rust() {
    # rustup's programs look for its toolchains in $HOME; the ones that belong to them lie beside.
    if ! cargo --version >/dev/null 2>&1 && [ -z "${RUSTUP_HOME:-}" ]; then
        bin=$(dirname "$(command -v cargo || echo /none/bin/cargo)")
        [ ! -d "$bin/../../.rustup" ] || RUSTUP_HOME=$(cd "$bin/../../.rustup" && pwd)
        export RUSTUP_HOME
    fi
    cargo --version >/dev/null 2>&1 || fail "Rust is missing: install it from https://rustup.rs, then run this again."
    least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    have=$(rustc --version | cut -d' ' -f2)
    [ "$(printf '%s\n' "$least" "$have" | sort -V | head -n 1)" = "$least" ] ||
        fail "Rust $least or newer is needed, and this is $have: run 'rustup update stable'."
    tools=$cache/tools/rustc-$have
    mkdir -p "$tools" target
}

# cargo_tool CRATE VERSION MINUTES [ARGUMENTS…]: a tool from crates.io; its programs are found from now on.
cargo_tool() {
    crate=$1 version=$2 minutes=$3
    shift 3
    PATH=$tools/$crate-$version/bin:$PATH
    [ ! -d "$tools/$crate-$version" ] || return 0
    say "building $crate $version (about $minutes minutes on two cores)"
    # Tools run for seconds: they need to be built fast, not to be fast.
    CARGO_TARGET_DIR=$tools/build.$$ CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_PROFILE_RELEASE_DEBUG=0 \
        cargo install "$crate" --version "$version" --locked --root "$tools/new.$$" "$@" ||
        fail "$crate $version could not be built; the lines above say why. It is needed in $tools."
    # At once, so that another checkout finds all of it or nothing; which may have been first.
    mv -T "$tools/new.$$" "$tools/$crate-$version" 2>/dev/null || rm -rf "$tools/new.$$"
}

# What only building tools needs.
forget_tool_builds() { rm -rf "$tools/build.$$"; }

# npm_packages FOLDER: exactly what its lock file says.
npm_packages() {
    cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error) ||
        fail "npm could not install what $1/package-lock.json names; the lines above say why."
    cp "$1/package-lock.json" "$1/node_modules/.installed"
}

# debian PROGRAM PACKAGE REASON: a program that only the system's packages have.
debian() {
    command -v "$1" >/dev/null 2>&1 && return
    missing="$missing $2"
    say "$2 is missing: $3"
}

debian_install() {
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || fail "install with: sudo apt-get install --no-install-recommends$missing"
    say "installing Debian packages:$missing"
    # shellcheck disable=SC2086 # the packages are words
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >target/apt.log 2>&1 ||
        fail "apt-get could not install$missing; target/apt.log says why."
    missing=
}

# What every build needs.
setup() {
    rust
    command -v npm >/dev/null 2>&1 || fail "Node.js 20 or newer with npm is missing: install it from https://nodejs.org, then run this again."
    tools/wasm-target.sh "$tools/wasm-target.$$"
    npm_packages tools
    PATH=$root/tools/node_modules/.bin:$PATH
    cargo_tool cargo-leptos $CARGO_LEPTOS 5 --no-default-features --features no_downloads
    cargo_tool wasm-bindgen-cli "$WASM_BINDGEN" 2
    forget_tool_builds
}

# What the tests need besides.
setup_tests() {
    debian chromium-headless-shell chromium-headless-shell "the browser that the tests use"
    debian chromium chromium "the same with a window, for the keyboard's tests"
    debian firefox-esr firefox-esr "walks through the article once, driven by Puppeteer"
    debian WebKitWebDriver webkit2gtk-driver "the same in WebKit, the engine of Safari"
    debian Xvfb xvfb "a screen for a window that nobody needs to see"
    debian xauth xauth "xvfb-run needs it"
    debian xdotool xdotool "presses real keys"
    debian xset x11-xserver-utils "tells whether Caps Lock is on"
    debian setxkbmap x11-xkb-utils "sets the keyboard's language"
    ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 ||
        debian libfaketime.so.1 libfaketime "moves the clock of the program in tests"
    fc-list :lang=ja 2>/dev/null | grep -q . || debian japanese-letters fonts-ipafont-gothic "Japanese is as wide as its letters"
    debian fc-list fontconfig "finds the letters"
    postgres_needed "the tests run on PostgreSQL too"
    [ -x /usr/sbin/pgbouncer ] || debian pgbouncer pgbouncer "stands before PostgreSQL in a test"
    [ -x /usr/sbin/nginx ] || debian nginx nginx-light "stands before several servers"
    debian openssl openssl "makes the certificate for nginx"
    debian_install
    npm_packages end2end
    if ! cargo nextest --version 2>/dev/null | grep -q "$NEXTEST"; then
        cargo_tool cargo-nextest $NEXTEST 4
        forget_tool_builds
    fi
}
