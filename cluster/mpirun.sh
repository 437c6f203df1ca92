# shellcheck shell=bash disable=SC2034,SC2154
# Runs training under mpirun: signals passed on, one sentence about what went wrong, restarts. launch.sh sources this.

# Where mpirun writes its banners: a number that no daemon of Open MPI is likely to have open for something else.
banner_descriptor=200

# Reads mpirun's banners, each between two lines of dashes, and says the one thing in them that the ranks have not said
# themselves: which rank on which host ended on what. Banners of other kinds are passed on as they are.
say_what_happened() {
  local line block='' inside=no named=no where code
  while IFS= read -r line; do
    if [[ $line =~ ^-{60,}$ ]]; then
      if [ "$inside" = no ]; then
        inside=yes block=''
        continue
      fi
      inside=no
    else
      block+=$line$'\n'
      # A line outside of a banner is a message of its own.
      if [ "$inside" = yes ]; then continue; fi
    fi
    case "$block" in
      *"noticed that process rank "*)
        if [ "$named" = no ] && [[ $block =~ rank\ ([0-9]+)\ .*on\ node\ ([^[:space:]]+)\ exited\ on\ signal\ ([0-9]+)\ *(\([^\)]*\))? ]]; then
          where="rank ${BASH_REMATCH[1]} on ${BASH_REMATCH[2]}"
          line=''
          if [ "${BASH_REMATCH[3]}" -eq 9 ]; then line=', perhaps for want of memory'; fi
          say "$where was ended by signal ${BASH_REMATCH[3]} ${BASH_REMATCH[4]}$line; all ranks are ended"
          named=yes
        fi
        ;;
      *"processes exited with non-zero status"*)
        if [ "$named" = no ] && [[ $block =~ Process\ name:\ *\[\[[0-9]+,[0-9]+\],([0-9]+)\][[:space:]]*Exit\ code:\ *([0-9]+) ]]; then
          where="rank ${BASH_REMATCH[1]} on $(host_of_rank "${BASH_REMATCH[1]}")" code=${BASH_REMATCH[2]}
          # Of these the program has given the reason in a sentence.
          if ! has_said_why "$code"; then say "$where ended with exit code $code; all ranks are ended"; fi
          named=yes
        fi
        ;;
      *"lost communication with a remote daemon"*)
        if [ "$named" = no ] && [[ $block =~ Remote\ daemon:.*on\ node\ ([^[:space:]]+) ]]; then
          echo "${BASH_REMATCH[1]}" >>"$scratch/lost"
          say "host ${BASH_REMATCH[1]} no longer answers: it is down or cut off; all ranks are ended"
          named=yes
        fi
        ;;
      # Said above, or by the rank itself, or what the others see of it.
      *"Per user-direction, the job has been aborted"* | *"MPI_ABORT was invoked"* | "" | $'\n') ;;
      *"peer process has unexpectedly"*disconnected* | *"sent help message help-mpi-btl-tcp.txt"*) ;;
      *"orte_base_help_aggregate"*) ;;
      *) printf '%s' "$block" >&2 ;;
    esac
    block=''
  done
}

# The exit codes with which the program says why it ended (Sources/Support/ExitCode.swift).
has_said_why() {
  case "$1" in 0 | 64 | 65 | 66 | 73 | 74 | 75) return 0 ;; *) return 1 ;; esac
}

# Those where a restart is not wanted, or would only end in the same way: usage, bad input, a file that is not there or
# cannot be made. An input or output error (74) may pass: a file system or network that is gone for a while, a stall.
is_final() { has_said_why "$1" && [ "$1" -ne 74 ]; }

# Signals come to run_parallel at any time: `asked` says that one did, and `child` is who gets it.
asked='' child=''
pass_on_signal() {
  # mpirun hands SIGUSR1 through and reports the ranks' own exit code, whereas on SIGTERM or SIGINT it kills them within
  # a second and reports 1: that is for a second signal.
  local signal=USR1
  if [ -n "$asked" ]; then signal=TERM; fi
  if [ -n "$child" ]; then kill "-$signal" "$child" 2>/dev/null || true; fi
  asked=yes interrupted=yes
}

# Waits for `child`: a trapped signal ends `wait` while the child goes on, so until one returns by itself.
wait_for_child() {
  local code=0 status
  while :; do
    interrupted=no status=0
    wait "$child" || status=$?
    # 127: the wait before this one had the child's code already.
    if [ "$status" -ne 127 ]; then code=$status; fi
    if [ "$interrupted" = no ]; then break; fi
  done
  child=''
  return "$code"
}

# One run of mpirun with the program, to its end.
run_mpirun() {
  local code=0 reader filter index
  local -a mpi=(mpirun)
  if [ "${#host_names[@]}" -gt 1 ] || [ -n "$hosts" ]; then
    # A host that vanishes is noticed within 19 seconds instead of eight minutes.
    mpi+=(--mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 3 --mca oob_tcp_keepalive_probes 3)
    # And ssh's own processes do not outlive it by long, but are not the first to end: mpirun would not say why.
    if [ "${OMPI_MCA_plm_rsh_agent:-ssh}" = ssh ]; then
      mpi+=(--mca plm_rsh_args "${OMPI_MCA_plm_rsh_args:-} -o ServerAliveInterval=8 -o ServerAliveCountMax=3")
    fi
  fi
  exec {reader}> >(trap '' INT TERM USR1 && say_what_happened)
  filter=$!
  # In a process group of its own, so that a terminal's ^C comes to us alone. The ranks must not write to a descriptor
  # that they do not have.
  set -m
  OPAL_OUTPUT_STDERR_FD=$banner_descriptor "${mpi[@]}" "${mpi_placement[@]}" -x SWIFT_BACKTRACE \
    env -u OPAL_OUTPUT_STDERR_FD "$binary" "$@" </dev/null 200>&"$reader" {reader}>&- &
  child=$!
  set +m
  exec {reader}>&-
  wait_for_child || code=$?
  # What is left to read comes at once; but an ssh to a dead host may keep the way open.
  for ((index = 0; index < 20; index++)); do
    kill -0 "$filter" 2>/dev/null || break
    sleep 0.1
  done
  return "$code"
}

# The name of the newest checkpoint of the run, empty where there is none or it lies where this machine cannot see it.
newest_checkpoint() {
  local run
  run=$(option_value --resume "$(option_value --output '' "$@")" "$@")
  if [ -n "$run" ]; then find "$run/checkpoints" -name 'step-*.h5' 2>/dev/null | sort | tail -n 1; fi
}

# Waits so many seconds, less where a signal comes.
pause() {
  sleep "$1" &
  child=$!
  wait "$child" 2>/dev/null || true
  kill "$child" 2>/dev/null || true
  child=''
}

# `--threads` for the program where the user did not say: what is said to be chosen is what is used.
threads_option() {
  if [ -z "$(option_value --threads '' "$@")" ]; then printf '%s\n' --threads "$placed_threads"; fi
}

# Trains under mpirun; the arguments are the program's, `train` first.
run_parallel() {
  local code=0
  command -v mpirun >/dev/null || fail 1 "mpirun is not on PATH: install openmpi-bin or load your cluster's Open MPI module"
  # Swift's own crash report would come in colour and many pages, from every rank.
  export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
  if [ "$(id -u)" -eq 0 ]; then
    # mpirun refuses to run as root unless told so twice; in a container there is often nobody else.
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  trap pass_on_signal TERM INT USR1
  train_with_restarts "${@:2}" || code=$?
  trap - TERM INT USR1
  return "$code"
}

# Where the run ends through no fault of its input (a rank died, a host went away, a stall, mpirun failed), starts it
# again from its newest checkpoint on the hosts that are left, `retries` times in a row without a newer one at most.
train_with_restarts() {
  local code failures=0 newest before seconds
  local -a again=() threads=()
  newest=$(newest_checkpoint "$@")
  while :; do
    before=$newest code=0
    place "$@" || code=$?
    if [ -n "$asked" ]; then
      say "asked to stop before the start"
      return 75
    fi
    if [ "$code" -eq 0 ] && [ "${#again[@]}" -gt 0 ] && [ -n "$newest" ] && ! sees "${host_names[0]}" "$newest"; then
      # It would start afresh there.
      say "${host_names[0]}, where rank 0 would be, does not see $newest: make it seen there, or use another host"
      return 66
    fi
    if [ "$code" -eq 0 ]; then
      mapfile -t threads < <(threads_option "$@")
      run_mpirun train "${threads[@]}" "${again[@]}" "$@" || code=$?
    fi
    if is_final "$code"; then return "$code"; fi
    if [ -n "$asked" ]; then
      # The signal came before mpirun or the ranks were ready for it: nothing was begun.
      if [ "$code" -eq $((128 + $(kill -l USR1))) ]; then code=75; fi
      return "$code"
    fi
    newest=$(newest_checkpoint "$@")
    if [ "$newest" != "$before" ]; then failures=0; fi
    if [ "$failures" -ge "$retries" ]; then
      if [ "$retries" -gt 0 ]; then say "giving up: no new checkpoint in $((failures + 1)) attempts in a row"; fi
      return "$code"
    fi
    seconds=$((3 << (failures < 4 ? failures : 4)))
    failures=$((failures + 1))
    say "restart $failures of $retries in $seconds s, from ${newest:-the start, as there is no checkpoint yet}"
    pause "$seconds"
    if [ -n "$asked" ]; then
      say "asked to stop before the restart"
      return 75
    fi
    if [ -z "$(option_value --resume '' "$@")" ]; then again=(--resume-or-start); fi
  done
}
