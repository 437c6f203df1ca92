# shellcheck shell=bash disable=SC2034,SC2154
# Where the ranks of a training run go: hosts, ranks, threads and binding. launch.sh sources this.
#
# `place ARGUMENTS...` reads what was asked for (ranks, hosts, the training run's arguments, a Slurm allocation), asks
# the hosts what they are, and sets:
#   host_names host_cores host_ranks   the hosts that take ranks: name, physical cores, ranks; one entry a host
#   gone_hosts                         the hosts that do not answer
#   placed_ranks placed_threads        ranks in all, threads each
#   mpi_placement                      mpirun's options for all this

host_names=() host_cores=() host_ranks=() gone_hosts=() placed_ranks=0 placed_threads=1 mpi_placement=()

# The exit code where no host can be used, as in sysexits.h.
unavailable=69

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

# Prints `CORES CPUS whole|part` of the machine it runs on: the physical cores that this process may use, fewer where
# its affinity or a container's quota says so; the logical processors there are; and whether it may use all of those.
describe_machine() {
  local allowed online physical quota period extent=whole
  allowed=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
  online=$(lscpu -p=CPU 2>/dev/null | grep -vc '^#' || true)
  physical=$(lscpu -p=CORE,SOCKET 2>/dev/null | grep -v '^#' | sort -u | wc -l || true)
  if [ "$online" -eq 0 ]; then online=$allowed physical=$allowed; fi
  if [ "$allowed" -lt "$online" ]; then extent=part; fi
  if [ "$physical" -lt "$allowed" ]; then allowed=$physical; fi
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max && [ "$quota" != max ]; then
    quota=$(((quota + period - 1) / period))
    if [ "$quota" -lt "$allowed" ]; then allowed=$quota; fi
  fi
  echo "$allowed $online $extent"
}

# A host file's lines as `NAME SLOTS`, once a host; 0 slots where it leaves them open.
hostfile_entries() {
  awk '{ sub(/#.*/, "") }
       NF == 0 { next }
       !($1 in slots) { order[++hosts] = $1 }
       { s = 0
         if (match($0, /slots[ \t]*=[ \t]*[0-9]+/)) { s = substr($0, RSTART, RLENGTH); sub(/.*=[ \t]*/, "", s) }
         slots[$1] += s }
       END { for (i = 1; i <= hosts; i++) print order[i], slots[order[i]] }' "$1"
}

# The allocation's nodes as `NAME SLOTS`. Slurm writes the tasks a node as 2(x3),1 for 2, 2, 2 and 1.
slurm_entries() {
  paste -d ' ' <(scontrol show hostnames "${SLURM_JOB_NODELIST:-}") \
    <(tr , '\n' <<<"${SLURM_TASKS_PER_NODE:-1}" | sed -E 's/\(x([0-9]+)\)/ \1/' |
      awk '{ for (i = 0; i < (NF > 1 ? $2 : 1); i++) print $1 }')
}

# Whether a name or address is this machine's own.
is_here() {
  local address
  case "$1" in localhost | 127.* | ::1 | "$(hostname)" | "$(hostname -s)") return 0 ;; esac
  for address in $(getent ahosts "$1" | awk '{ print $1 }' | sort -u); do
    if [[ $address = 127.* || " $(hostname -I) " = *" $address "* ]]; then return 0; fi
  done
  return 1
}

# What `describe_machine` says of each of the named hosts, all asked at once by the way that mpirun takes; an empty line
# for a host that does not answer.
describe_hosts() {
  local agent=${OMPI_MCA_plm_rsh_agent:-ssh} index answers name
  local -a command
  read -r -a command <<<"$agent ${OMPI_MCA_plm_rsh_args:-}"
  if [ "${agent##*/}" = ssh ]; then command+=(-o BatchMode=yes -o ConnectTimeout=10); fi
  answers=$(mktemp -d)
  index=0
  for name in "$@"; do
    if is_here "$name"; then
      describe_machine >"$answers/$index"
    else
      timeout -k 1 15 "${command[@]}" "$name" bash -s <<<"$(declare -f describe_machine); describe_machine" \
        >"$answers/$index" 2>/dev/null &
    fi
    index=$((index + 1))
  done
  wait
  for ((index = 0; index < $#; index++)); do
    # The last line: a shell's start-up files may have said something before it.
    tail -n 1 "$answers/$index" | grep -E '^[0-9]+ [0-9]+ (whole|part)$' || echo
  done
  rm -rf "$answers"
}

# Whether a file of this machine is seen by another of the hosts too.
sees() {
  local -a command
  if [ -z "$hosts" ] || is_here "$1"; then return 0; fi
  read -r -a command <<<"${OMPI_MCA_plm_rsh_agent:-ssh} ${OMPI_MCA_plm_rsh_args:-}"
  timeout -k 1 15 "${command[@]}" "$1" test -e "$(printf %q "$(readlink -f "$2")")" </dev/null 2>/dev/null
}

# The nodes of the allocation that Slurm holds for dead or that do not answer it, and those that mpirun lost: Slurm takes
# minutes to miss a node, and a node that is back is no longer ours.
slurm_gone() {
  cat "$scratch/lost" 2>/dev/null || true
  sinfo -h -N -n "$SLURM_JOB_NODELIST" -o '%N %T' 2>/dev/null |
    awk '$2 ~ /\*$/ || $2 ~ /^(down|fail|unknown|powered)/ { print $1 }'
}

# Fills the arrays of hosts and `host_slots`; `confined` is left empty where every host is wholly ours.
find_hosts() {
  local name slots cores cpus extent gone index
  local -a names=() all_slots=() answers=()
  host_names=() host_cores=() host_slots=() gone_hosts=() confined=''
  if [ -n "$hosts" ]; then
    while read -r name slots; do names+=("$name") all_slots+=("$slots"); done < <(hostfile_entries "$hosts")
    [ "${#names[@]}" -gt 0 ] || { say "host file '$hosts' names no host"; return 65; }
    mapfile -t answers < <(describe_hosts "${names[@]}")
  elif [ -n "${SLURM_JOB_ID:-}" ]; then
    gone=" $(slurm_gone | xargs) "
    read -r cores cpus extent < <(describe_machine)
    # Of one node we know; a cluster's job has nodes of one kind. A job that shares its node, without being kept to
    # processors of its own, would be bound to the same cores as its neighbour.
    if [ -z "${SLURMD_NODENAME:-}" ]; then
      # A login node's shell under salloc: not a node of the job.
      cores=${SLURM_JOB_CPUS_PER_NODE:-$cores} extent=part
      cores=${cores%%[(,]*}
    fi
    if [ "${SLURM_HINT:-}" = nomultithread ]; then cpus=$cores; fi
    if [ "${SLURM_CPUS_ON_NODE:-$cpus}" -lt "$cpus" ]; then extent=part; fi
    if [ "${SLURM_CPUS_ON_NODE:-$cores}" -lt "$cores" ]; then cores=$SLURM_CPUS_ON_NODE; fi
    while read -r name slots; do
      names+=("$name") all_slots+=("$slots")
      if [[ $gone = *" $name "* ]]; then answers+=(''); else answers+=("$cores $cpus $extent"); fi
    done < <(slurm_entries)
  else
    names=("$(hostname)") all_slots=(0)
    answers=("$(describe_machine)")
  fi
  for index in "${!names[@]}"; do
    if [ -z "${answers[index]:-}" ]; then
      gone_hosts+=("${names[index]}")
      continue
    fi
    read -r cores cpus extent <<<"${answers[index]}"
    host_names+=("${names[index]}") host_cores+=("$cores") host_slots+=("${all_slots[index]}")
    if [ "$extent" = part ]; then confined=${names[index]}; fi
  done
}

# Threads a rank where --threads does not say: what Slurm gives a task, else the cores that a rank has to itself.
default_threads() {
  local threads=0 index share per_core
  if [ -z "$hosts" ] && [ -n "${SLURM_JOB_ID:-}" ]; then
    threads=${SLURM_CPUS_PER_TASK:-1}
    # Slurm counts hyper-threads unless told otherwise; two on a core gain nothing here.
    per_core=$(lscpu -p=CPU,CORE,SOCKET 2>/dev/null | grep -v '^#' |
      awk -F , '{ cores[$2 "," $3] } END { n = length(cores); print n ? int(NR / n) : 1 }')
    if [ "${SLURM_HINT:-}" = nomultithread ] || [ "${SLURM_THREADS_PER_CORE:-}" = 1 ]; then per_core=1; fi
    threads=$(((threads + per_core - 1) / per_core))
  elif [ -n "$hosts" ]; then
    for index in "${!host_names[@]}"; do
      if [ "${host_slots[index]}" -eq 0 ]; then share=1; else share=$((host_cores[index] / host_slots[index])); fi
      if [ "$threads" -eq 0 ] || [ "$share" -lt "$threads" ]; then threads=$share; fi
    done
  elif [ -n "$ranks" ]; then
    threads=$((host_cores[0] / ranks))
  fi
  echo $((threads < 1 ? 1 : threads))
}

# Deals the ranks out to the hosts in their order, each as many as it has slots; what is left over, evenly.
deal_out() {
  local left=$placed_ranks index share
  host_ranks=()
  for index in "${!host_names[@]}"; do
    share=$((left < host_slots[index] ? left : host_slots[index]))
    host_ranks+=("$share")
    left=$((left - share))
  done
  for ((index = 0; left > 0; index = (index + 1) % ${#host_names[@]}, left--)); do
    host_ranks[index]=$((host_ranks[index] + 1))
  done
}

# The host of a rank.
host_of_rank() {
  local index first=0
  for index in "${!host_names[@]}"; do
    first=$((first + host_ranks[index]))
    if [ "$1" -lt "$first" ]; then
      echo "${host_names[index]}"
      return
    fi
  done
}

plural() { if [ "$1" -eq 1 ]; then echo "$1 $2"; else echo "$1 $2s"; fi; }

# What was chosen, in one line, and a warning for each host that has fewer cores than threads.
say_placement() {
  local binding=$1 where quiet=$2 index busy
  if [ "${#host_names[@]}" -eq 1 ]; then
    where="${host_names[0]} ($(plural "${host_cores[0]}" core))"
  elif [ "${#host_names[@]}" -le 4 ]; then
    where=''
    for index in "${!host_names[@]}"; do where+="${where:+, }${host_names[index]} (${host_ranks[index]})"; done
  else
    where="${#host_names[@]} hosts, ${host_names[0]} to ${host_names[-1]}"
  fi
  if [ "$quiet" = no ]; then
    say "$(plural "$placed_ranks" rank) x $(plural "$placed_threads" thread) on $where, $binding"
  fi
  for index in "${!host_names[@]}"; do
    busy=$((host_ranks[index] * placed_threads))
    if [ "$busy" -gt "${host_cores[index]}" ]; then
      say "warning: ${host_names[index]} has $(plural "${host_cores[index]}" core) for" \
        "$(plural "${host_ranks[index]}" rank) x $(plural "$placed_threads" thread): they will wait for one another"
    fi
  done
}

# Returns 69 where hosts are gone that nothing allows to do without (`retries` 0), or all of them.
place() {
  local slots=0 index binding='bound to cores' quiet=no argument crowded=no
  local -a host_slots
  local confined
  find_hosts || return
  if [ "${#gone_hosts[@]}" -gt 0 ]; then
    if [ "${#host_names[@]}" -eq 0 ]; then
      say "no host answers: ${gone_hosts[*]}"
      return "$unavailable"
    fi
    if [ "$retries" -eq 0 ]; then
      say "no answer from ${gone_hosts[*]}: they are down, or ssh to them asks for something (--retries goes on without)"
      return "$unavailable"
    fi
    say "no answer from ${gone_hosts[*]}: going on without"
  fi
  placed_threads=$(option_value --threads '' "$@")
  # hqnn says what is wrong with another value
  [[ $placed_threads =~ ^[1-9][0-9]{0,3}$ ]] || placed_threads=$(default_threads)
  for index in "${!host_names[@]}"; do
    if [ "${host_slots[index]}" -eq 0 ]; then
      host_slots[index]=$((host_cores[index] / placed_threads))
      if [ "${host_slots[index]}" -eq 0 ]; then host_slots[index]=1; fi
    fi
    slots=$((slots + host_slots[index]))
  done
  placed_ranks=${ranks:-$slots}
  if [ "$placed_ranks" -gt "$slots" ] && [ "${#gone_hosts[@]}" -gt 0 ]; then placed_ranks=$slots; fi
  deal_out
  for index in "${!host_names[@]}"; do
    if [ $((host_ranks[index] * placed_threads)) -gt "${host_cores[index]}" ]; then crowded=yes; fi
  done

  mpi_placement=(-n "$placed_ranks")
  if [ "$placed_ranks" -gt "$slots" ]; then mpi_placement+=(--oversubscribe); fi
  if [ -n "$hosts" ]; then
    for index in "${!host_names[@]}"; do echo "${host_names[index]} slots=${host_slots[index]}"; done >"$scratch/hosts"
    mpi_placement+=(--hostfile "$scratch/hosts")
  elif [ -n "${SLURM_JOB_ID:-}" ] && [ "${#gone_hosts[@]}" -gt 0 ]; then
    # Of the allocation, which mpirun knows from Slurm, these only.
    argument=''
    for index in "${!host_names[@]}"; do argument+="${argument:+,}${host_names[index]}:${host_slots[index]}"; done
    mpi_placement+=(--host "$argument")
  fi
  if [ -n "${OMPI_MCA_hwloc_base_binding_policy:-}" ]; then
    binding="binding as OMPI_MCA_hwloc_base_binding_policy says"
  elif [ "$crowded" = yes ]; then
    binding='not bound'
  elif [ -n "$confined" ]; then
    # Open MPI does not heed the affinity that it was started with, and would bind to processors that are not ours.
    binding="not bound, since $confined may not be all ours"
  else
    # Cores and not hyper-threads; a machine that does not allow it runs unbound, with a warning.
    mpi_placement+=(--map-by "slot:PE=$placed_threads" --bind-to core:if-supported)
  fi
  case "$binding" in 'not bound'*) mpi_placement+=(--bind-to none) ;; esac
  for argument in "$@"; do
    if [ "$argument" = --quiet ]; then quiet=yes; fi
  done
  say_placement "$binding" "$quiet"
}
