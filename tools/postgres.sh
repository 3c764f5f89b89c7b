# A PostgreSQL of our own, on a socket in a folder that goes away. For `x`, which reads it with `.`.

postgres_bin() { find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname; }

# postgres_needed REASON: to be installed with what else is missing.
postgres_needed() { [ -n "$(postgres_bin)" ] || debian initdb postgresql "$1"; }

# It refuses to run as root.
postgres_start() {
    pg=$(mktemp -d)
    pg_bin=$(postgres_bin)
    pg_as=
    if [ "$(id -u)" = 0 ]; then
        pg_as="setpriv --reuid=nobody --clear-groups --"
        chown nobody "$pg"
    fi
    # Nothing here needs to survive a power cut.
    (cd "$pg" && $pg_as "$pg_bin/initdb" -D "$pg/data" -U postgres -A trust -E UTF8 --no-sync >"$pg/log" 2>&1 &&
        $pg_as "$pg_bin/pg_ctl" -D "$pg/data" -w -l "$pg/server.log" \
            -o "-c listen_addresses='' -k $pg -c fsync=off -c full_page_writes=off -c max_connections=200" start >>"$pg/log" 2>&1) ||
        fail "PostgreSQL did not start: $(tail -n 3 "$pg/log")"
    TEST_POSTGRES_URL=postgres://postgres@$(printf %s "$pg" | sed 's,/,%2F,g')
    export TEST_POSTGRES_URL
}

postgres_stop() {
    [ -n "${pg:-}" ] || return 0
    (cd "$pg" && $pg_as "$pg_bin/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$pg"
}
