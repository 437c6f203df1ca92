# shellcheck shell=bash disable=SC2154 # host_name is of namespaces.sh
# A Slurm of one controller and a slurmd on each of the hosts of namespaces.sh, which must be there. For scripts that
# source it; they call remove_slurm when they end.

slurm_files=''

missing_for_slurm() {
  local program
  for program in slurmctld slurmd munged sbatch; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
}

make_slurm() {
  local index
  slurm_files=$(mktemp -d)
  mkdir -m 700 "$slurm_files/munge"
  mkdir "$slurm_files/state" "$slurm_files/log"
  (umask 277 && head -c 1024 /dev/urandom >"$slurm_files/munge.key")
  munged --force --socket="$slurm_files/munge/socket" --key-file="$slurm_files/munge.key" \
    --pid-file="$slurm_files/munge/pid" --log-file="$slurm_files/munge/log" --seed-file="$slurm_files/munge/seed"
  # More processors than there may be, and no plug-in that binds to them.
  cat >"$slurm_files/slurm.conf" <<TEXT
ClusterName=test
SlurmctldHost=${host_name[0]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm_files/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$slurm_files/state
SlurmdSpoolDir=$slurm_files/spool.%n
TmpFS=$slurm_files/tmp.%n
SlurmctldPidFile=$slurm_files/slurmctld.pid
SlurmdPidFile=$slurm_files/slurmd.%n.pid
SlurmctldLogFile=$slurm_files/log/slurmctld
SlurmdLogFile=$slurm_files/log/slurmd.%n
SlurmctldDebug=debug2
SlurmdDebug=debug2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
MpiDefault=pmix
ReturnToService=2
JobRequeue=1
KillWait=5
MessageTimeout=5
SlurmdParameters=config_overrides
NodeName=$(IFS=,; echo "${host_name[*]}") CPUs=4 State=UNKNOWN
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=120
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=2
TEXT
  export SLURM_CONF=$slurm_files/slurm.conf
  at_host 0 slurmctld -f "$SLURM_CONF"
  for index in "${!host_name[@]}"; do
    mkdir "$slurm_files/tmp.${host_name[index]}"
    at_host "$index" slurmd -f "$SLURM_CONF"
  done
}

# All nodes are there and idle.
slurm_is_ready() { [ "$(at_host 0 sinfo -h -t idle -o %D)" = "${#host_name[@]}" ]; }

# Everything that may say why Slurm does not do what it should: what it holds of jobs and nodes, what its daemons have to
# say, and what runs on each host, with state, what it waits for in the kernel, and control group.
# shellcheck disable=SC2317 # common.sh calls it
show_state() {
  local index file
  date +%T.%N
  for command in "squeue --all --long" "scontrol show job" "scontrol show node"; do
    echo "--- $command"
    # shellcheck disable=SC2086 # words
    at_host 0 timeout 20 $command
  done
  for file in "$slurm_files"/log/*; do
    echo "--- $file"
    tail -n 60 "$file"
  done
  for index in "${!host_name[@]}"; do
    echo "--- processes on ${host_name[index]}"
    processes_of_host "$index" | xargs -r ps -ww -o pid,ppid,pgid,sid,stat,wchan:24,etime,cgroup:30,args -p
  done
}

remove_slurm() {
  local file pid
  [ -n "$slurm_files" ] || return 0
  at_host 0 timeout 20 scancel -u root 2>/dev/null || true
  for file in "$slurm_files"/slurm*.pid "$slurm_files/munge/pid"; do
    pid=$(cat "$file" 2>/dev/null || true)
    if [ -n "$pid" ] && kill "$pid" 2>/dev/null; then
      # The controller writes its state when it ends.
      timeout 10 tail --pid="$pid" -f /dev/null || true
    fi
  done
  # A daemon that has not ended yet may still write there.
  rm -rf "$slurm_files" || true
}
