# What is given to operators: an archive, a Debian package, checksums, and a list of what the program is made of.
# For `x`, which reads it with `.`.

# debug_info_beside PROGRAM: takes names and lines out of it and puts them into PROGRAM.debug, where backtraces find
# them (GDB, "Debugging Information in Separate Files").
debug_info_beside() {
    objcopy --only-keep-debug "$1" "$1.debug"
    # Not in place: what cargo keeps is the same file by another name.
    (cd "$(dirname "$1")" && objcopy --strip-all --add-gnu-debuglink="$(basename "$1").debug" "$(basename "$1")" "$(basename "$1").stripped")
    mv "$1.stripped" "$1"
}

# A list of everything that the program is made of (CycloneDX 1.5), for those who watch it for faults.
sbom() {
    rust
    cargo_tool cargo-cyclonedx $CYCLONEDX 2
    forget_tool_builds
    cargo cyclonedx --manifest-path server/Cargo.toml --format json --spec-version 1.5 --describe binaries \
        --target x86_64-unknown-linux-gnu
    mkdir -p target/sbom
    mv server/latchkey_bin.cdx.json target/sbom/latchkey.cdx.json
    # It lists the other programs of the workspace too.
    find app frontend fuzz server -name '*.cdx.json' -delete
    say "target/sbom/latchkey.cdx.json is written"
}

# archive NAME FILE…: target/dist/NAME.tar.gz, the same bytes for the same files.
archive() {
    inside=$1
    shift
    mkdir -p "target/dist/$inside"
    cp -r "$@" "target/dist/$inside/"
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" \
        --directory target/dist "$inside" | gzip --no-name --best >"target/dist/$inside.tar.gz"
    rm -r "target/dist/$inside"
}

dist() {
    setup
    setup_tests
    debian dpkg-shlibdeps dpkg-dev "finds out which libraries a package needs"
    debian debootstrap debootstrap "makes an empty Debian to install the package into"
    debian_install
    cargo_tool cargo-deb $DEB 3
    sbom
    build
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
    name=latchkey-$version-$(rustc -vV | sed -n 's/^host: //p')
    rm -rf target/dist
    archive "$name" target/release/latchkey target/release/hash.txt target/site target/sbom/latchkey.cdx.json \
        deploy LICENSE README.md
    archive "$name-debug" target/release/latchkey.debug
    cp target/sbom/latchkey.cdx.json "target/dist/$name.cdx.json"
    cargo deb --package server --no-build --no-strip --no-dbgsym --output target/dist/
    (cd target/dist && sha256sum -- *.tar.gz *.deb *.cdx.json >SHA256SUMS)
    say "installing both and asking each for the login page"
    debootstrap --variant=minbase --include=adduser,ca-certificates "$(. /etc/os-release && echo "$VERSION_CODENAME")" target/dist/root >target/debootstrap.log 2>&1 ||
        fail "no empty Debian could be made; target/debootstrap.log says why."
    playwright --project=dist
    rm -rf target/dist/root
    (cd target/dist && ls -l)
}
