# For scripts to source: functions of a list, run in turns, and a summary.
#
#   list=("NAME  what it is for" ...); KIND_NAME() { ... } for each; run_list KIND "$@"

# The status of a function that could not do its work, as in automake; with the variable NO_SKIP that is a failure.
skip=77

step() {
    echo "== $*"
    "$@"
}

# Ends the function that calls it.
skipped() {
    echo "== SKIPPED: $1"
    exit "$skip"
}

# Runs those that are named, or all; `--list` prints the list.
run_list() {
    local kind="$1" names=() chosen=() summary=() failures=0 line name status word start
    shift
    for line in "${list[@]}"; do
        names+=("${line%% *}")
    done
    if [[ ${1-} == --list ]]; then
        printf '%s\n' "${list[@]}"
        return
    fi
    chosen=("$@")
    if (($# == 0)); then
        chosen=("${names[@]}")
    fi
    for name in "${chosen[@]}"; do
        if [[ " ${names[*]} " != *" $name "* ]]; then
            echo "no $kind \`$name\`: --list prints them" >&2
            return 2
        fi
    done
    for name in "${chosen[@]}"; do
        echo "==== $name"
        start=$SECONDS
        # In a condition, bash would not stop a function at its first failure.
        set +e
        (
            set -e
            "${kind}_$name"
        )
        status=$?
        set -e
        case $status in
        0) word=passed ;;
        "$skip")
            word=SKIPPED
            # Where all tools are meant to be.
            [[ -z ${NO_SKIP-} ]] || word=FAILED failures=$((failures + 1))
            ;;
        *) word=FAILED failures=$((failures + 1)) ;;
        esac
        line="$(printf '%-8s %4d s  %s' "$word" $((SECONDS - start)) "$name")"
        echo "==== $line"
        summary+=("$line")
    done
    echo "==== summary"
    printf '%s\n' "${summary[@]}"
    return $((failures > 0))
}
