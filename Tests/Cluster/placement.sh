#!/usr/bin/env bash
# How ranks are dealt out, without running any. Started by `run`.
# shellcheck source=Tests/Cluster/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
# shellcheck source=cluster/placement.sh
. "$root/cluster/placement.sh"

# What placement.sh takes from launch.sh, and what this calls of it.
# shellcheck disable=SC2034 # for placement.sh
hosts='' ranks='' retries=0 scratch=$shared
same() { [ "$1" = "$2" ] || wrong "'$1', expected '$2'"; }

check "host files are read as mpirun reads them"
same "$(hostfile_entries "$root/cluster/hostfile.example" | xargs)" "node1 16 node2 16"
printf '%s\n' '# none' 'b' '' ' a slots = 2 max_slots=4 # two' 'c slots=3' 'a slots=1' >"$shared/hostfile"
same "$(hostfile_entries "$shared/hostfile" | xargs)" "b 0 a 3 c 3"

check "Slurm's tasks a node, as it writes them"
scontrol() { printf '%s\n' n1 n2 n3 n4; }
SLURM_JOB_NODELIST='n[1-4]' SLURM_TASKS_PER_NODE='2(x3),1'
same "$(slurm_entries | xargs)" "n1 2 n2 2 n3 2 n4 1"

check "ranks are dealt out to hosts in their order, as many as they have slots, what is left over evenly"
dealt() {
  host_names=(a b c) host_slots=("${@:2}") placed_ranks=$1
  deal_out
  echo "${host_ranks[*]}, rank 2 on $(host_of_rank 2)"
}
same "$(dealt 3 2 4 1)" "2 1 0, rank 2 on b"
same "$(dealt 9 2 4 1)" "3 5 1, rank 2 on a"

check "threads: a host's cores over its slots, the fewest of all hosts, and one at least"
threads() {
  hosts=$shared/hostfile host_names=(a b) host_cores=(16 8) host_slots=("$@")
  default_threads
}
same "$(threads 2 2)" 4
same "$(threads 16 16)" 1
same "$(threads 2 1)" 8
same "$(threads 0 1)" 1

check "on one machine, its cores over the ranks; in a Slurm job, what it gives a task"
one_machine() {
  hosts='' ranks=$1 host_names=(a) host_cores=(16) host_slots=(0)
  default_threads
}
same "$(one_machine 4)" 4
same "$(one_machine 32)" 1
same "$(one_machine '')" 1
same "$(SLURM_JOB_ID=1 SLURM_CPUS_PER_TASK=4 SLURM_HINT=nomultithread one_machine 2)" 4
