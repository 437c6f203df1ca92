# shellcheck shell=bash
# What the tests on a cluster's parts share; each of them sources this, and is started by `run`, which sets HQNN_TEST_WORK
# to a directory that they share and that is removed afterwards.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../..")
program=$root/.build/release/hqnn
shared=${HQNN_TEST_WORK:?is set by Tests/Cluster/run}
data=$shared/data.h5
# One that waits for ever waits so long, in seconds; a busy machine needs a multiple of what an idle one does.
limit=180

# 12 epochs of 16 steps: some seconds on one core, so that a fault finds it at work.
settings=(--data "$data" --train-samples 1000 --test-samples 70 --batch-size 64 --micro-shard-size 16 --epochs 12
  --checkpoint-steps 5 --seed 7)

# Ended from outside, a script still runs what it set to be run at its end.
trap 'exit 130' INT
trap 'exit 143' TERM

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# Several hosts on one machine, each of which takes the first core for its own, would all sit on that one.
export OMPI_MCA_hwloc_base_binding_policy=none

current='' log=''

# Begins a test, with what must hold.
check() {
  current=$*
  log=''
  printf -- '--- %s\n' "$current"
}

# Ends the script, with the last lines of the log of the run at hand, and whatever else a script has to show: it defines
# show_state for that.
wrong() {
  echo "    WRONG: $*"
  if [ -n "$log" ] && [ -r "$log" ]; then
    echo "    $log:"
    tail -n 40 "$log" | sed 's/^/    | /'
  fi
  if declare -F show_state >/dev/null; then show_state 2>&1 | sed 's/^/    | /'; fi
  exit 1
}

now() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f", to - from }'; }

# Waits until a command succeeds.
wait_until() {
  local what=$1 began=$SECONDS
  shift
  until "$@" >/dev/null 2>&1; do
    [ $((SECONDS - began)) -lt "$limit" ] || wrong "waited $limit s for $what"
    sleep 0.1
  done
}

newest() { find "$1/checkpoints" -name 'step-*.h5' 2>/dev/null | sort | tail -n 1; }
# A run begins with one of step 0; this is one from within.
has_checkpoint() { [[ "$(newest "$1")" = *step-*[1-9]*.h5 ]]; }
# Whether there is a checkpoint newer than the one named.
has_newer() { [[ "$(newest "$1")" > "$2" ]]; }

has_line() { grep -qE -- "$2" "$1"; }
# Whether so many lines are like that.
has_lines() { [ "$(grep -cE -- "$2" "$1")" -ge "$3" ]; }
expect_line() { has_line "$log" "$1" || wrong "no line like '$1'"; }
expect_no_line() { ! has_line "$log" "$1" || wrong "a line like '$1'"; }
expect_code() { [ "$1" -eq "$2" ] || wrong "exit code $1, expected $2"; }

ended() { ! kill -0 "$1" 2>/dev/null; }

# Waits for a child, and puts its exit code in `code`.
# shellcheck disable=SC2034 # for who calls it
finish() {
  wait_until "the end of the run" ended "$1"
  code=0
  wait "$1" || code=$?
}

# Process ids of a run's ranks of that number, or of all ranks. Programs' arguments name the run, which is of our own.
ranks_of() {
  local run=$1 rank=${2:-[0-9]+} pid
  for pid in $(pgrep -f "^$program train .*--output $run( |\$)" || true); do
    # In no pipe: grep -q would end the writer by a signal, which pipefail takes for no match.
    if grep -qzxE "(OMPI_COMM_WORLD_RANK|PMIX_RANK)=$rank" "/proc/$pid/environ" 2>/dev/null; then echo "$pid"; fi
  done
}
has_rank() { [ -n "$(ranks_of "$@")" ]; }
has_no_rank() { ! has_rank "$@"; }

# Kills one rank as the kernel does where memory is short.
kill_rank() { wait_until "rank $2" has_rank "$1" "$2" && kill -KILL "$(ranks_of "$1" "$2")"; }

# That a run, or a checkpoint, has the bits of one unbroken rank, at the end of the settings' epochs or of so many.
expect_same_bits() { expect_same_bits_after 12 "$1"; }
expect_same_bits_after() {
  local reference=$shared/reference-$1
  [ -d "$reference" ] ||
    env -u OMPI_MCA_oob_tcp_if_include -u OMPI_MCA_btl_tcp_if_include \
      "$program" train "${settings[@]}" --checkpoint-steps 0 --epochs "$1" --output "$reference" --quiet >/dev/null
  /usr/bin/python3 "$here/same_parameters.py" "$reference" "$2" || wrong "not the bits of one unbroken rank"
  [ -z "$(find "$2" -name '*hqnn-partial*' -print -quit)" ] || wrong "a partial file is left in $2"
}
