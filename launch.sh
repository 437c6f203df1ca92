#!/usr/bin/env bash
# Sets up, builds and runs hqnn. See usage() below, or ./launch.sh --help.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
stamp=$root/.build/launch-stamp
# shellcheck source=cluster/placement.sh
. "$root/cluster/placement.sh"
# shellcheck source=cluster/mpirun.sh
. "$root/cluster/mpirun.sh"

# A bundle (cluster/bundle.sh) holds the program and not what it is made of.
is_bundle() { [ ! -e "$root/Package.swift" ]; }
if is_bundle; then binary=$root/bin/hqnn; else binary=$root/.build/release/hqnn; fi

usage() {
  cat <<'TEXT'
usage: launch.sh [OPTIONS] [COMMAND ...]

Installs what is missing, builds the release binary, and runs:

  launch.sh                      the demo: synthetic data, training with one MPI rank a core, evaluation
  launch.sh test [OPTIONS ...]   all tests; options go to `swift test`
  launch.sh SUBCOMMAND ...       any subcommand of hqnn: train, reproduce and search (under mpirun), convert,
                                 synthesize, evaluate, predict, inspect, validate and others;
                                 `launch.sh SUBCOMMAND --help` lists its options

Options, before the command:
  -n, --ranks RANKS     MPI ranks of train, reproduce and search (default: one a core; the task count inside a Slurm
                        allocation)
  --hosts HOSTFILE      run on these hosts (lines `HOST slots=N`), over ssh; default ranks: all slots
  --retries N           where a rank or a host is lost, start again from the newest checkpoint on the hosts that are left,
                        N times in a row without a newer checkpoint (or finished trial) at most (default 0)
  --no-install          install nothing: the libraries come from elsewhere (environment modules, an image)
  -h, --help            this text

Paths are relative to where you are. Inside a Slurm allocation, hosts and ranks are the allocation's. Each rank gets as
many cores as it has threads, and is bound to them where that is possible; a line says what was chosen.

The exit code is the program's: 0 done, 75 stopped on a signal with a checkpoint written (run `train --resume RUN`, or
the same `reproduce` or `search`, to go on), and so on; 69 where hosts do not answer; above 128 where a rank or mpirun
was ended from outside. SIGTERM, SIGINT, SIGUSR1 and SIGHUP (the terminal is gone; not under nohup) ask a training run to
stop with a checkpoint; a second one, other than SIGHUP, ends it at once.

Environment:
  HQNN_ARCH   the instruction set to build for, as clang's -march (default native; x86-64-v3 for mixed clusters)
  TERM        dumb: a training run draws no line of progress on the terminal
  OMPI_MCA_*  Open MPI's own settings; OMPI_MCA_hwloc_base_binding_policy=none leaves ranks unbound
TEXT
}

say() { printf 'launch.sh: %s\n' "$*" >&2; }
fail() {
  say "$2"
  exit "$1"
}

# ---- setting up

# True where this is one of the processes of a parallel job already: it must not install, build or start others.
is_rank() { [ -n "${OMPI_COMM_WORLD_RANK:-}${PMIX_RANK:-}${PMI_RANK:-}" ]; }

install_packages() {
  if [ "$may_install" = no ]; then return 0; fi
  if ! command -v apt-get >/dev/null; then
    say "not a Debian or Ubuntu system, so nothing is installed; needed, by Debian's names:" \
      "$("$root/cluster/packages.sh" list "$@" | xargs)"
    return 0
  fi
  "$root/cluster/packages.sh" install "$@"
}

find_swift() {
  local place
  command -v swift >/dev/null && return 0
  for place in "${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}" /opt/swift/usr/bin /usr/local/swift/usr/bin; do
    if [ -x "$place/swift" ]; then
      PATH=$place:$PATH
      return 0
    fi
  done
  fail 1 "no Swift toolchain: install Swift 6.1 or newer from https://www.swift.org/install/linux and put its usr/bin on PATH"
}

# What the binary was built for, and of what: a rebuild is needed where this changes or a source is newer.
build_setting() { echo "HQNN_ARCH=${HQNN_ARCH:-native}"; }

is_built() {
  if is_bundle; then return 0; fi
  [ -x "$binary" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(build_setting)" ] &&
    [ -z "$(find "$root/Sources" "$root/Package.swift" -newer "$stamp" -print -quit)" ]
}

# Everything that running a subcommand takes. A binary that is there and finds its libraries needs no more: a compute
# node runs what was built elsewhere, without the packages that building takes.
set_up() {
  if is_rank; then return 0; fi
  # Not grep -q: it would end at the first match, and ldd by a signal then, which pipefail takes for no match.
  if is_built && ! ldd "$binary" | grep 'not found' >/dev/null; then return 0; fi
  if is_bundle; then install_packages run; else install_packages build; fi
  if ! is_built; then build; fi
}

build() {
  find_swift
  local began=$SECONDS start
  say "building (the first time takes some minutes)"
  start=$(mktemp)
  # To standard error: standard output belongs to the program.
  if ! swift build --package-path "$root" -c release >&2 </dev/null; then
    rm -f "$start"
    fail 1 "the build failed; its messages are above"
  fi
  build_setting >"$stamp"
  # As old as the build's start, so that a source changed meanwhile counts as newer.
  touch -r "$start" "$stamp"
  rm -f "$start"
  say "built in $((SECONDS - began)) s"
}

# ---- running

run() {
  local argument
  export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
  if is_rank; then
    # Under srun about one start in thirty crashes in MPI_Init with PMIx's usual store in shared memory (Open MPI 4.1.4,
    # PMIx 4.2, Slurm 22.05); with a copy in each process none of 300 did.
    export PMIX_MCA_gds=${PMIX_MCA_gds:-hash}
    exec "$binary" "$@"
  fi
  if [ "$1" = train ] || [ "$1" = reproduce ] || [ "$1" = search ]; then
    for argument in "$@"; do
      case "$argument" in -h | --help | --version | --print-config) exec "$binary" "$@" ;; esac
    done
    run_parallel "$@"
  else
    if [ -n "$ranks$hosts" ] || [ "$retries" -gt 0 ]; then
      say "note: $1 runs as one process; -n, --hosts and --retries are for train, reproduce and search"
    fi
    exec "$binary" "$@"
  fi
}

run_demo() {
  local folder=$root/demo run number=1 began=$SECONDS
  run=$folder/run
  while [ -e "$run" ]; do
    number=$((number + 1))
    run=$folder/run-$number
  done
  mkdir -p "$folder"
  say "demo, 1 of 4: synthetic GDSC files in $folder/gdsc"
  if [ ! -e "$folder/gdsc" ]; then "$binary" synthesize --output "$folder/gdsc"; fi
  say "demo, 2 of 4: one data set from them, $folder/data.h5"
  if [ ! -e "$folder/data.h5" ]; then
    "$binary" convert --responses "$folder/gdsc/responses.csv" --features "$folder/gdsc/features.csv" \
      --drugs "$folder/gdsc/drugs.csv" --drug-list "$folder/gdsc/drug_list.csv" \
      --cell-lines "$folder/gdsc/cell_lines.csv" --output "$folder/data.h5"
  fi
  say "demo, 3 of 4: training"
  # Small batches and a small initial scale: the settings with which the circuit learns fast enough for a demo.
  run_parallel train --data "$folder/data.h5" --output "$run" --train-samples 4000 --test-samples 1500 \
    --batch-size 32 --micro-shard-size 16 --initial-scale 0.2 --epochs 10
  say "demo, 4 of 4: evaluation of the last checkpoint, beside the naive baselines"
  "$binary" evaluate --checkpoint "$run" --data "$folder/data.h5"
  say "done in $((SECONDS - began)) s"
  printf 'The report is %s\n' "$run/report.md"
}

# ---- options

ranks='' hosts='' retries=0 may_install=yes
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      usage
      exit 0
      ;;
    -n | --ranks | --hosts | --retries) [ $# -ge 2 ] || fail 64 "$1 needs a value; see launch.sh --help" ;;&
    -n | --ranks)
      [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || fail 64 "$1 is '$2', expected a number of ranks from 1"
      ranks=$2
      shift 2
      ;;
    --hosts)
      [ -r "$2" ] || fail 66 "host file '$2' cannot be read"
      hosts=$2
      shift 2
      ;;
    --retries)
      [[ $2 =~ ^[0-9]{1,3}$ ]] || fail 64 "$1 is '$2', expected a number of restarts from 0"
      retries=$((10#$2))
      shift 2
      ;;
    --no-install)
      may_install=no
      shift
      ;;
    -*) fail 64 "no option '$1'; see launch.sh --help" ;;
    *) break ;;
  esac
done

case "${1:-}" in
  test)
    shift
    if is_bundle; then fail 64 "tests run in a checkout; this is a bundle of the program alone"; fi
    install_packages build test
    if ! is_built; then build; fi
    find_swift
    # Release too: SIMD code compiled for debugging is slower by orders of magnitude. Without testable imports the tests
    # run the very binary that was just built, where otherwise all of it would be compiled again with other options.
    swift test --package-path "$root" -c release --disable-testable-imports "$@" </dev/null
    ;;
  "")
    set_up
    run_demo
    ;;
  *)
    set_up
    run "$@"
    ;;
esac
