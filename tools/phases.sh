# Where the time of a run goes: a line for each phase, beside what it took here the last time. For `x`, which
# reads it with `.`. The tables are kept for the machine, so that a fresh checkout finds them too.

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# phases_begin RUN MEASURED: names the run, and says what it takes; MEASURED is for a machine that does not know yet.
phases_begin() {
    # The first run in a checkout builds what later ones find.
    if [ -d target/ci ]; then run=$1-again; else run=$1-first; fi
    times=$cache/times/$run.tsv
    mkdir -p "$cache/times" target
    taken=target/$1-times.tsv
    : >"$taken"
    phase=
    if [ -s "$times" ]; then
        say "the last time this took $(awk -F '\t' '{ all += $1 } END { printf "%d:%02d minutes", all / 60000, all / 1000 % 60 }' "$times") here"
    else
        say "this takes $2"
    fi
}

# phase NAME: the phase before is over, and this one begins.
phase() {
    phase_over
    phase=$1 phase_began=$(now_ms)
    last=$([ ! -s "$times" ] || awk -F '\t' -v name="$1" '$2 == name { printf " (%d s the last time)", $1 / 1000 }' "$times")
    say "$1$last"
}

phase_over() {
    [ -z "${phase:-}" ] || printf '%s\t%s\n' $(($(now_ms) - phase_began)) "$phase" >>"$taken"
    phase=
}

# The table, also of a run that failed; only one that passed is what the next is measured by.
phases_end() {
    [ -n "${taken:-}" ] || return 0
    failed=$phase
    phase_over
    before=$times
    [ -s "$before" ] || before=/dev/null
    awk -F '\t' '
        FILENAME != ARGV[2] { before[$2] = $1; next }
        { line(sprintf("%.0f", $1 / 1000), ($2 in before) ? sprintf("%.0f", before[$2] / 1000) : "-", $2); all += $1 }
        function line(now, last, name) { printf "x: %6s %6s  %s\n", now, last, name }
        BEGIN { line("s", "last", "phase") }
        END { line(sprintf("%.0f", all / 1000), "", "in all") }
    ' "$before" "$taken"
    [ -n "$failed" ] || cp "$taken" "$times"
}
