#!/usr/bin/env bash
# mpirun over three hosts with an sshd each; one of them is cut off in mid-run. Started by `run`.
# shellcheck source=Tests/Cluster/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
# shellcheck source=Tests/Cluster/namespaces.sh
. "$here/namespaces.sh"

reason=$(missing_for_hosts)
if [ -n "$reason" ]; then
  echo "    $reason"
  exit 77
fi
trap "trap '' INT TERM; remove_hosts" EXIT
make_hosts 3
use_hosts
work=$shared/hosts
mkdir "$work"
printf '%s slots=1\n' "${host_name[@]}" >"$work/hostfile"

# Starts launch.sh on host 0, over all hosts, in the background, with its output in the log.
launch() {
  at_host 0 "$root/launch.sh" --no-install --hosts "$work/hostfile" "$@" >"$log" 2>&1 &
  launched=$!
}

# Processes of ours on a host, other than its sshd; one that has ended may wait for ever for a parent to take note.
left_on() {
  processes_of_host "$1" | xargs -r ps -o stat=,pid=,args= -p | grep -vE '^Z|sshd'
}
nothing_left_on() { ! left_on "$1"; }

check "three hosts end with the same bits as one rank"
log=$work/whole.log
launch train "${settings[@]}" --output "$work/whole"
finish "$launched"
expect_code "$code" 0
expect_line '^launch.sh: 3 ranks x . threads? on host0 \(1\), host1 \(1\), host2 \(1\), '
expect_same_bits "$work/whole"

check "a rank on each of two hosts, with a thread each: bound to one core there, as launch.sh says; SIGTERM to one ends both"
log=$work/bound.log
printf '%s slots=1\n' host0 host1 >"$work/hostfile"
unset OMPI_MCA_hwloc_base_binding_policy
launch train "${settings[@]}" --threads 1 --epochs 10000 --output "$work/bound"
export OMPI_MCA_hwloc_base_binding_policy=none
wait_until "the ranks" has_checkpoint "$work/bound"
# One machine's cores stand for those of both hosts, so the two may well sit on the same one.
for rank in 0 1; do
  sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' "/proc/$(ranks_of "$work/bound" "$rank")/status"
done >"$work/affinities"
kill -TERM "$(ranks_of "$work/bound" 1)"
finish "$launched"
expect_code "$code" 75
expect_line '^launch.sh: 2 ranks x 1 thread on host0 \(1\), host1 \(1\), (bound to cores|not bound, since host. may not be all ours)$'
# Processors that share a core, in the way that the kernel lists them.
cat /sys/devices/system/cpu/cpu*/topology/thread_siblings_list | sort -u >"$work/expected"
if ! has_line "$log" 'bound to cores$'; then taskset -cp $$ | sed 's/.*: //' >"$work/expected"; fi
[ "$(wc -l <"$work/affinities")" -eq 2 ] || wrong "affinities of other than two ranks"
while read -r list; do grep -qxF "$list" "$work/expected" || wrong "a rank may run on $list"; done <"$work/affinities"
echo "    ranks 0 and 1 on processors $(paste -s -d ' ' "$work/affinities")"
printf '%s slots=1\n' "${host_name[@]}" >"$work/hostfile"

check "a rank that dies on another host, then a host that goes away: restarts on what is left, the same bits"
log=$work/faults.log
launch --retries 2 train "${settings[@]}" --output "$work/faults"
wait_until "a checkpoint" has_checkpoint "$work/faults"
began=$(now)
kill_rank "$work/faults" 2
wait_until "the others' end" has_line "$log" 'restart 1 of 2'
echo "    rank killed: all ended after $(since "$began") s"
expect_line '^launch.sh: rank 2 on host2 was ended by signal 9 \(Killed\)'
before=$(sed -n 's/.*restart 1 of 2 .* from //p' "$log")
wait_until "a newer checkpoint" has_newer "$work/faults" "$before"
echo "    rank killed: next checkpoint after $(since "$began") s"

began=$(now)
cut_host 1
wait_until "the message" has_line "$log" 'host host1 no longer answers'
echo "    host cut off: noticed after $(since "$began") s"
wait_until "the others' end" has_lines "$log" 'restart . of 2' 2
echo "    host cut off: all ended after $(since "$began") s"
if has_line <(left_on 2) "$program"; then wrong "ranks are left on host2"; fi
before=$(sed -n 's/.*restart . of 2 .* from //p' "$log" | tail -n 1)
wait_until "a newer checkpoint" has_newer "$work/faults" "$before"
echo "    host cut off: next checkpoint after $(since "$began") s"
finish "$launched"
expect_code "$code" 0
expect_line '^launch.sh: no answer from host1: going on without'
expect_line '^launch.sh: 2 ranks x . threads? on host0 \(1\), host2 \(1\), '
expect_no_line '^-----'
expect_same_bits "$work/faults"
for index in 0 1 2; do wait_until "the end of what ran on host$index" nothing_left_on "$index"; done
echo "    host cut off: it too has ended what it ran, after $(since "$began") s"

check "a host that does not answer from the start is named, and nothing begins"
log=$work/absent.log
began=$(now)
launch train "${settings[@]}" --output "$work/absent"
finish "$launched"
expect_code "$code" 69
expect_line '^launch.sh: no answer from host1'
[ ! -e "$work/absent" ] || wrong "it began"
echo "    said after $(since "$began") s"

check "where rank 0 would not see the run's checkpoints, nothing starts afresh"
join_host 1
log=$work/unseen.log
mkdir "$work/private"
printf '%s slots=1\n' host0 host1 >"$work/hostfile"
# The run's directory is a file system that host 0 alone has mounted.
# shellcheck disable=SC2016 # for the inner shell
at_host 0 sh -c 'mount -t tmpfs none "$0" && exec "$@"' "$work/private" "$root/launch.sh" --no-install \
  --hosts "$work/hostfile" --retries 1 train "${settings[@]}" --output "$work/private/run" >"$log" 2>&1 &
launched=$!
wait_until "an epoch" has_line "$log" '^epoch 1/'
printf '%s slots=1\n' host1 host2 >"$work/hostfile"
kill_rank "$work/private/run" 1
finish "$launched"
expect_code "$code" 66
expect_line "^launch.sh: host1, where rank 0 would be, does not see $work/private/run/checkpoints/step-"
