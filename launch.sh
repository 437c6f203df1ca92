#!/usr/bin/env bash
# Sets up, builds and runs hqnn. See usage() below, or ./launch.sh --help.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
stamp=$root/.build/launch-stamp

# A bundle (cluster/bundle.sh) holds the program and not what it is made of.
is_bundle() { [ ! -e "$root/Package.swift" ]; }
if is_bundle; then binary=$root/bin/hqnn; else binary=$root/.build/release/hqnn; fi

usage() {
  cat <<'TEXT'
usage: launch.sh [OPTIONS] [COMMAND ...]

Installs what is missing, builds the release binary, and runs:

  launch.sh                      the demo: synthetic data, training with one MPI rank a core, evaluation
  launch.sh test [OPTIONS ...]   all tests; options go to `swift test`
  launch.sh SUBCOMMAND ...       any subcommand of hqnn: train (under mpirun), convert, synthesize, evaluate,
                                 predict, inspect, validate; `launch.sh SUBCOMMAND --help` lists its options

Options, before the command:
  -n, --ranks RANKS     MPI ranks of train (default: one a core; the task count inside a Slurm allocation)
  --hosts HOSTFILE      run on these hosts (lines `HOST slots=N`), over ssh; default ranks: all slots
  --no-install          install nothing: the libraries come from elsewhere (environment modules, an image)
  -h, --help            this text

Paths are relative to where you are. Inside a Slurm allocation, hosts and ranks are the allocation's. The exit code is
the program's: 0 done, 75 stopped on a signal with a checkpoint written (run `train --resume RUN` to go on), and so on.
SIGTERM, SIGINT and SIGUSR1 ask a training run to stop in this way; a second one ends it at once.

Environment:
  HQNN_ARCH   the instruction set to build for, as clang's -march (default native; x86-64-v3 for mixed clusters)
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
  if is_built && ! ldd "$binary" | grep -q 'not found'; then return 0; fi
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

# Cores this process may use: physical ones, fewer where its affinity or a container's quota says so.
cores() {
  local allowed physical quota period
  allowed=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
  physical=$(lscpu -p=CORE,SOCKET 2>/dev/null | grep -v '^#' | sort -u | wc -l || true)
  if [ "$physical" -gt 0 ] && [ "$physical" -lt "$allowed" ]; then allowed=$physical; fi
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max && [ "$quota" != max ]; then
    quota=$(((quota + period - 1) / period))
    if [ "$quota" -lt "$allowed" ]; then allowed=$quota; fi
  fi
  echo "$allowed"
}

# The value of `--NAME VALUE` or `--NAME=VALUE` among the arguments, else a default.
option_value() {
  local name=$1 value=$2
  shift 2
  while [ $# -gt 0 ]; do
    case "$1" in
      "$name") value=${2:-$value} ;;
      "$name="*) value=${1#*=} ;;
    esac
    shift
  done
  echo "$value"
}

# The sum of a host file's slots; 0 where a line leaves its number open, as mpirun then counts that host's cores.
hostfile_slots() {
  awk '/^[[:space:]]*(#|$)/ { next }
       { if (match($0, /slots[ \t]*=[ \t]*[0-9]+/)) { s = substr($0, RSTART, RLENGTH); sub(/.*=[ \t]*/, "", s); n += s }
         else open = 1 }
       END { print open ? 0 : n + 0 }' "$1"
}

# Runs a command in a process group of its own and passes signals on as SIGUSR1: mpirun hands that one through and
# reports the ranks' own exit code, whereas on SIGTERM or SIGINT it kills them within a second and reports 1.
run_forwarding() {
  local child code=0 status asked=no interrupted
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  stop() {
    interrupted=yes
    if [ "$asked" = no ]; then
      asked=yes
      kill -USR1 "$child" 2>/dev/null || true
    else
      kill -TERM "$child" 2>/dev/null || true
    fi
  }
  trap stop TERM INT USR1
  # A trapped signal ends `wait` while the child goes on, so wait until one returns by itself.
  while :; do
    interrupted=no status=0
    wait "$child" || status=$?
    # 127: the wait before this one had the child's code already.
    if [ "$status" -ne 127 ]; then code=$status; fi
    if [ "$interrupted" = no ]; then break; fi
  done
  trap - TERM INT USR1
  return "$code"
}

run_parallel() {
  local threads available='' slots bound=yes
  local -a mpi=(mpirun --quiet)
  command -v mpirun >/dev/null || fail 1 "mpirun is not on PATH: install openmpi-bin or load your cluster's Open MPI module"
  threads=$(option_value --threads '' "$@")
  [[ $threads =~ ^[1-9][0-9]{0,3}$ ]] || threads=''  # hqnn says what is wrong with another value
  # Swift's own crash report would come in colour and many pages, from every rank.
  export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
  mpi+=(-x SWIFT_BACKTRACE)
  if [ "$(id -u)" -eq 0 ]; then
    # mpirun refuses to run as root unless told so twice; in a container there is often nobody else.
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  if [ -n "${SLURM_JOB_ID:-}" ] && [ -z "$hosts" ]; then
    # mpirun asks Slurm for the hosts and their slots itself.
    ranks=${ranks:-${SLURM_NTASKS:-}}
    slots=${SLURM_NTASKS:-0}
  elif [ -n "$hosts" ]; then
    mpi+=(--hostfile "$hosts")
    slots=$(hostfile_slots "$hosts")
    if [ "$slots" -gt 0 ]; then ranks=${ranks:-$slots}; fi
  else
    available=$(cores)
    if [ -z "$ranks" ]; then
      ranks=$((available / ${threads:-1}))
      if [ "$ranks" -lt 1 ]; then ranks=1; fi
    fi
    slots=$available
    if [ $((ranks * ${threads:-1})) -gt "$available" ]; then
      say "warning: $ranks ranks of ${threads:-1} threads on $available cores: they will wait for one another"
    fi
    # Each rank then takes its share of the cores.
    if [ -z "$threads" ] && [ "$ranks" -lt "$available" ]; then bound=no; fi
  fi
  if [ -n "$hosts${SLURM_JOB_ID:-}" ]; then
    # A host that vanishes is noticed in about half a minute instead of eight.
    mpi+=(--mca oob_tcp_keepalive_time 15 --mca oob_tcp_keepalive_intvl 5 --mca oob_tcp_keepalive_probes 3)
  fi
  if [ -n "$ranks" ]; then
    mpi+=(-n "$ranks")
    if [ "$slots" -gt 0 ] && [ "$ranks" -gt "$slots" ]; then
      if [ -z "$available" ]; then say "warning: $ranks ranks on $slots slots"; fi
      mpi+=(--oversubscribe)
    fi
  fi
  # By default all threads of a rank would share the one core that it is bound to.
  if [ "${threads:-1}" -ne 1 ] || [ "${SLURM_CPUS_PER_TASK:-1}" -ne 1 ]; then bound=no; fi
  if [ "$bound" = no ]; then mpi+=(--bind-to none); fi
  local code=0
  run_forwarding "${mpi[@]}" "$binary" "$@" || code=$?
  # mpirun is quiet, since it has much to say about every exit code; these it does not leave to the program.
  if [ "$code" -gt 192 ]; then
    say "mpirun gave up with code $code: it could not start ranks on every host, or lost one"
  elif [ "$code" -gt 128 ]; then
    say "a rank ended on signal $((code - 128)) ($(kill -l $((code - 128)) || true)), so mpirun ended all"
  fi
  return "$code"
}

run() {
  local argument
  export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
  if is_rank; then exec "$binary" "$@"; fi
  if [ "$1" = train ]; then
    for argument in "$@"; do
      case "$argument" in -h | --help | --version) exec "$binary" "$@" ;; esac
    done
    run_parallel "$@"
  else
    if [ -n "$ranks$hosts" ]; then say "note: $1 runs as one process; -n and --hosts are for train"; fi
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

ranks='' hosts='' may_install=yes
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      usage
      exit 0
      ;;
    -n | --ranks | --hosts) [ $# -ge 2 ] || fail 64 "$1 needs a value; see launch.sh --help" ;;&
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
