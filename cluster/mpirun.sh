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

# Signals come to run_parallel at any time: `asked` is what they ask for, as the signal that `child` gets. `hurried` is yes
# once one of them was of the kind whose second ends the run at once. `watcher` is the way to watch_mpirun.
asked='' hurried=no child='' watcher=''
# What is run: train, reproduce or search.
command=train
pass_on_signal() {
  interrupted=yes
  case "$1" in
    INT | TERM)
      # For a second one: on SIGINT, mpirun kills the ranks within a second and reports 1, whereas it hands SIGUSR1 through
      # and reports the ranks' own exit code.
      if [ "$hurried" = yes ]; then asked=INT; else asked=USR1 hurried=yes; fi
      ;;
    # There may be several of one cause: of a terminal that goes away the shell tells, and the kernel; of a job that is to
    # stop, Slurm tells its script and, where all of the job was meant, launch.sh too.
    *) asked=${asked:-USR1} ;;
  esac
  tell_child
}

# Tells the child what was asked for. Not before it is a program of its own: a copy of this shell would take the signal
# for the shell, and forget it.
tell_child() {
  local own name index
  if [ -z "$child" ] || [ -z "$asked" ]; then return 0; fi
  read -r own </proc/$$/comm
  for ((index = 0; index < 40; index++)); do
    read -r name 2>/dev/null <"/proc/$child/comm" || break
    [ "$name" = "$own" ] || break
    sleep 0.05
  done
  kill "-$asked" "$child" 2>/dev/null || true
  if [ -n "$watcher" ]; then echo stop >&"$watcher"; fi
}

# Looks after mpirun, whose process id is the first argument, until standard input is closed.
#
# A line there says that mpirun was asked to stop. While it starts, for many hosts that takes seconds, it forwards signals
# to ranks that are not there yet: so it is asked again, ever more rarely.
#
# Where the second argument is yes, mpirun must have ranks on this machine. In rare cases it does not notice that the last
# of them has ended: killed while they were about to connect to it, all were gone and mpirun stayed.
watch_mpirun() {
  local has_ranks=$2 status waited=0 pause=0 alone=0
  trap '' INT TERM USR1 HUP
  while :; do
    status=0
    read -r -t 1 || status=$?
    if [ "$status" -eq 0 ]; then
      if [ "$pause" -eq 0 ]; then pause=1; fi
      continue
    fi
    # More is a time-out.
    if [ "$status" -le 128 ]; then return 0; fi
    if [ "$pause" -gt 0 ] && [ $((waited += 1)) -ge "$pause" ]; then
      kill -USR1 "$1" 2>/dev/null || true
      waited=0 pause=$((pause * 2))
    fi
    if [ "$has_ranks" = no ] || has_processes "$1"; then
      alone=0
      continue
    fi
    alone=$((alone + 1))
    if [ "$alone" -eq "$alone_at_most" ]; then
      say "all ranks on $(hostname) have ended and mpirun does not: it is ended after $alone s"
      : >"$scratch/alone"
      kill -INT "$1" 2>/dev/null || true
    elif [ "$alone" -eq $((alone_at_most + 10)) ]; then
      kill -KILL "$1" 2>/dev/null || true
    fi
  done
}

# How many seconds mpirun may be without any process of its own. When it starts these are parts of one.
alone_at_most=30

# Whether a process has children that have not ended; yes where the kernel does not say.
has_processes() {
  local pid stat
  local -a pids
  [ -r "/proc/$1/task/$1/children" ] || return 0
  # One line a thread.
  read -r -d '' -a pids < <(cat "/proc/$1/task/"*/children 2>/dev/null) || true
  for pid in "${pids[@]}"; do
    read -r stat 2>/dev/null <"/proc/$pid/stat" || continue
    stat=${stat##*) }
    [ "${stat%% *}" = Z ] || return 0
  done
  return 1
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

# In a Slurm job, sets `mpi` so that mpirun and its daemons on other nodes do not heed SIGTERM. Slurm sends it to all
# processes of a job, or of its steps, ranks among them, and these need nobody else to stop with a checkpoint; whereas
# mpirun would kill them within two seconds, and a daemon that ends looks like a node that is lost. The daemons still end
# with mpirun. srun, which holds them, heeds it whatever it is told, where it gets one too.
shield_from_slurm() {
  local -a shield=(env --block-signal=TERM)
  if [ -n "$hosts" ] || [ -z "${SLURM_JOB_ID:-}" ]; then return 0; fi
  # Since GNU coreutils 8.31.
  "${shield[@]}" true 2>/dev/null || return 0
  mpi=("${shield[@]}" "${mpi[@]}")
  if [ -z "${OMPI_MCA_orte_launch_agent:-}" ]; then mpi+=(--mca orte_launch_agent "${shield[*]} orted"); fi
}

# Prints the path of the terminal that descriptor 3 is, where it is one, takes carriage returns and is in our hands: mpirun
# passes on what rank 0 writes as it comes, so that rank 0 can draw a line of progress there.
terminal_of_output() {
  local stat
  local -a fields
  if ! [ -t 3 ] || [ "${TERM:-dumb}" = dumb ]; then return 0; fi
  # Its process group and the one in the terminal's foreground, which is negative where there is no job control.
  read -r stat 2>/dev/null </proc/$$/stat || return 0
  read -r -a fields <<<"${stat##*) }"
  if [ "${fields[5]}" -lt 0 ] || [ "${fields[5]}" -eq "${fields[2]}" ]; then tty <&3 || true; fi
}

# One run of mpirun with the program, to its end.
run_mpirun() {
  local code=0 reader filter index has_ranks=no terminal=''
  local -a mpi=(mpirun)
  shield_from_slurm
  if [ "${#host_names[@]}" -gt 1 ] || [ -n "$hosts" ]; then
    # A host that vanishes is noticed within 19 seconds instead of eight minutes.
    mpi+=(--mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 3 --mca oob_tcp_keepalive_probes 3)
    # And ssh's own processes do not outlive it by long, but are not the first to end: mpirun would not say why.
    if [ "${OMPI_MCA_plm_rsh_agent:-ssh}" = ssh ]; then
      mpi+=(--mca plm_rsh_args "${OMPI_MCA_plm_rsh_args:-} -o ServerAliveInterval=8 -o ServerAliveCountMax=3")
    fi
  fi
  if is_here "${host_names[0]}"; then
    has_ranks=yes
    { terminal=$(terminal_of_output); } 3>&1
  fi
  exec {reader}> >(trap '' INT TERM USR1 HUP && say_what_happened)
  filter=$!
  # In a process group of its own, so that a terminal's ^C comes to us alone. The ranks must not write to a descriptor
  # that they do not have.
  set -m
  HQNN_TERMINAL=$terminal OPAL_OUTPUT_STDERR_FD=$banner_descriptor "${mpi[@]}" "${mpi_placement[@]}" -x SWIFT_BACKTRACE \
    env -u OPAL_OUTPUT_STDERR_FD "$binary" "$@" </dev/null 200>&"$reader" {reader}>&- &
  child=$!
  set +m
  exec {reader}>&-
  exec {watcher}> >(watch_mpirun "$child" "$has_ranks")
  # A signal may have come before there was a child to tell.
  tell_child
  wait_for_child || code=$?
  exec {watcher}>&-
  watcher=''
  if [ -e "$scratch/alone" ]; then
    rm "$scratch/alone"
    code=$((128 + $(kill -l TERM)))
  fi
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
  if [ "$command" != train ]; then
    finished_trials "$@"
    return
  fi
  run=$(option_value --resume "$(option_value --output '' "$@")" "$@")
  if [ -n "$run" ]; then find "$run/checkpoints" -name 'step-*.h5' 2>/dev/null | sort | tail -n 1; fi
}

# How far an experiment or a search has come, such that a later text sorts behind; empty where nothing is finished.
finished_trials() {
  local output count
  output=$(option_value --output '' "$@")
  count=$(find "$output/trials" -name 'result*.json' 2>/dev/null | wc -l)
  if [ "$count" -gt 0 ]; then printf '%s with %06d finished trials' "$output" "$count"; fi
}

# Waits so many seconds, less where a signal comes.
pause() {
  sleep "$1" &
  child=$!
  tell_child
  wait "$child" 2>/dev/null || true
  kill "$child" 2>/dev/null || true
  child=''
}

# Whether an option without a value is among the arguments.
has_option() {
  local name=$1 argument
  for argument in "${@:2}"; do
    if [ "$argument" = "$name" ]; then return 0; fi
  done
  return 1
}

# `--threads` for the program where the user did not say: what is said to be chosen is what is used.
threads_option() {
  if [ -z "$(option_value --threads '' "$@")" ]; then printf '%s\n' --threads "$placed_threads"; fi
}

# Trains, reproduces or searches under mpirun; the arguments are the program's, the command first.
run_parallel() {
  local code=0 signal
  command -v mpirun >/dev/null || fail 1 "mpirun is not on PATH: install openmpi-bin or load your cluster's Open MPI module"
  # Swift's own crash report would come in colour and many pages, from every rank.
  export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
  if [ "$(id -u)" -eq 0 ]; then
    # mpirun refuses to run as root unless told so twice; in a container there is often nobody else.
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  for signal in TERM INT USR1 HUP; do
    # shellcheck disable=SC2064 # the signal's name is of now
    trap "pass_on_signal $signal" "$signal"
  done
  command=$1
  train_with_restarts "${@:2}" || code=$?
  trap - TERM INT USR1 HUP
  return "$code"
}

# Where the run ends through no fault of its input (a rank died, a host went away, a stall, mpirun failed), starts it
# again from its newest checkpoint on the hosts that are left, `retries` times in a row without a newer one at most.
train_with_restarts() {
  local code failures=0 newest best seconds is_ours=yes
  local -a again=() threads=()
  newest=$(newest_checkpoint "$@")
  # The furthest that the run has come: one that is set aside as damaged, or not seen for a while, is no progress.
  best=$newest
  # Checkpoints that are there before the start, with nobody asking to go on with them, are of somebody else's run: a
  # further attempt is a fresh one, as the first, and the program refuses to write there.
  if [ "$command" = train ] && [ -n "$newest" ] && [ -z "$(option_value --resume '' "$@")" ] && ! has_option --resume-or-start "$@"; then
    is_ours=no
  fi
  while :; do
    code=0
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
      run_mpirun "$command" "${threads[@]}" "${again[@]}" "$@" || code=$?
    fi
    if is_final "$code"; then return "$code"; fi
    if [ -n "$asked" ]; then
      # The signal came before mpirun or the ranks were ready for it: nothing was begun.
      if [ "$code" -eq $((128 + $(kill -l USR1))) ]; then code=75; fi
      return "$code"
    fi
    newest=$(newest_checkpoint "$@")
    if [ "$is_ours" = no ]; then newest=''; fi
    if [[ $newest > $best ]]; then failures=0 best=$newest; fi
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
    if [ "$command" = train ] && [ "$is_ours" = yes ] && [ -z "$(option_value --resume '' "$@")" ]; then again=(--resume-or-start); fi
  done
}
