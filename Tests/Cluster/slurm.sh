#!/usr/bin/env bash
# The batch scripts under a Slurm of three nodes. Started by `run`.
# shellcheck source=Tests/Cluster/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
# shellcheck source=Tests/Cluster/namespaces.sh
. "$here/namespaces.sh"
# shellcheck source=Tests/Cluster/slurm-setup.sh
. "$here/slurm-setup.sh"

reason=$(missing_for_hosts)
if [ -z "$reason" ]; then reason=$(missing_for_slurm); fi
if [ -n "$reason" ]; then
  echo "    $reason"
  exit 77
fi
trap "trap '' INT TERM; remove_slurm; remove_hosts" EXIT
make_hosts 3
use_hosts
make_slurm
work=$shared/slurm
mkdir "$work"
export HQNN_HOME=$root
wait_until "Slurm's nodes" slurm_is_ready

# Submits a batch script of the project, with its output in the log, and puts the job's number in `job`.
submit() {
  job=$(cd "$work" && at_host 0 sbatch --parsable --output="$log" "$@") || wrong "sbatch failed"
}
in_state() { at_host 0 scontrol show job "$1" | grep -q "JobState=$2"; }
# A job that was queued again waits for two minutes, which a test need not.
starts_again() {
  at_host 0 scontrol update JobId="$1" StartTime=now || true
  has_lines "$log" "$2" "$3"
}

check "a job whose time is nearly up stops with a checkpoint and queues itself again (it runs beside the next ones)"
limited_log=$work/limited.log
log=$limited_log
# Slurm looks at times every half a minute, and sends this when it first does.
submit -w host2 --ntasks-per-node 1 --time 1 --signal=B:USR1@60 "$root/cluster/train.sbatch" "$data" "$work/limited" \
  "${settings[@]:2}" --checkpoint-steps 0 --epochs 10000
limited=$job

check "a job on two nodes: a rank that dies, a requeue from outside, and the same bits as one rank"
log=$work/train.log
began=$(now)
submit -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/train" "${settings[@]:2}"
wait_until "the first step" has_checkpoint "$work/train"
echo "    submitted to step 5: $(since "$began") s"
expect_line '^launch.sh: 2 ranks x 1 thread on host0 \(1\), host1 \(1\), '
began=$(now)
kill_rank "$work/train" 1
wait_until "the restart" has_line "$log" 'restart 1 of 3'
echo "    rank killed: all ended after $(since "$began") s"
expect_line '^launch.sh: rank 1 on host1 was ended by signal 9'
before=$(sed -n 's/.*restart 1 of 3 .* from //p' "$log")
wait_until "a newer checkpoint" has_newer "$work/train" "$before"
began=$(now)
at_host 0 scontrol requeue "$job"
wait_until "the requeued job" starts_again "$job" '^resuming from ' 2
echo "    requeued: resumed after $(since "$began") s"
wait_until "the job's end" in_state "$job" COMPLETED
expect_same_bits "$work/train"

check "scancel on two nodes ends all ranks and leaves a whole checkpoint; submitted again it goes on, the same bits"
log=$work/cancelled.log
submit -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/cancelled" "${settings[@]:2}"
wait_until "a checkpoint" has_checkpoint "$work/cancelled"
began=$(now)
at_host 0 scancel "$job"
wait_until "its end" in_state "$job" CANCELLED
has_no_rank() { ! has_rank "$@"; }
wait_until "the ranks' end" has_no_rank "$work/cancelled"
echo "    cancelled: all ended after $(since "$began") s"
expect_no_line 'queues again|^launch.sh: restart'
log=$work/again.log
submit -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/cancelled" "${settings[@]:2}"
wait_until "the job's end" in_state "$job" COMPLETED
expect_line '^resuming from '
expect_same_bits "$work/cancelled"

check "a job array over seeds: a run each"
log=$work/seed-%a.log
submit --array 7-8 "$root/cluster/seeds.sbatch" "$data" "$work/seeds" "${settings[@]:2}"
for seed in 7 8; do wait_until "seed $seed" in_state "${job}_$seed" COMPLETED; done
expect_same_bits "$work/seeds/seed-7"
grep -qx 'seed: 8' "$work/seeds/seed-8/config.yaml" || wrong "seed-8 has another seed"
[ "$(basename "$(newest "$work/seeds/seed-8")")" = step-00000192.h5 ] || wrong "seed-8 is not complete"

check "srun --mpi=pmix instead of mpirun: the same bits"
log=$work/srun.log
at_host 0 timeout "$limit" srun -N 2 --ntasks-per-node 1 --mpi=pmix --kill-on-bad-exit "$root/launch.sh" --no-install \
  train "${settings[@]}" --threads 1 --output "$work/srun" >"$log" 2>&1 || wrong "exit code $?"
expect_same_bits "$work/srun"

check "by hand in an allocation, from a shell that is not on its nodes"
log=$work/hand.log
at_host 2 timeout "$limit" salloc -w host0,host1 --ntasks-per-node 2 "$root/launch.sh" --no-install \
  train "${settings[@]}" --output "$work/hand" >"$log" 2>&1 || wrong "exit code $?"
expect_line '^launch.sh: 4 ranks x 1 thread on host0 \(2\), host1 \(2\), '
expect_same_bits "$work/hand"

check "the job whose time was nearly up: it went on by itself, the same bits"
log=$limited_log
wait_until "the stop" has_line "$log" "^job $limited was told to stop before the run was done, and queues again"
stopped=$(newest "$work/limited")
wait_until "the resumed job" starts_again "$limited" '^resuming from ' 1
expect_line "^resuming from $stopped"
# One of the end of an epoch, before it is pruned; that far, by one unbroken run. Not the newest, to which the epoch's
# metrics may be yet to come.
at_end_of_epoch() {
  local file step
  file=$(find "$work/limited/checkpoints" -name 'step-*.h5' | sort | tail -n 2 | head -n 1)
  step=${file##*-} && step=$((10#${step%.h5}))
  [ $((step % 16)) -eq 0 ] && [[ $file > $stopped ]] && cp "$file" "$work/" && epochs=$((step / 16)) && taken=$work/${file##*/}
}
wait_until "a checkpoint at the end of an epoch" at_end_of_epoch
at_host 0 scancel "$limited"
wait_until "its end" in_state "$limited" CANCELLED
expect_same_bits_after "$epochs" "$taken"
# Cancelled it stays: it must not have queued again.
if has_lines "$log" 'queues again' 2 || ! in_state "$limited" CANCELLED; then wrong "the cancelled job came back"; fi

check "a node that is lost: the job goes on with the one that is left, the same bits"
log=$work/lost.log
submit -w host0,host1 -N 2 --ntasks-per-node 1 --no-kill "$root/cluster/train.sbatch" "$data" "$work/lost" "${settings[@]:2}"
wait_until "a checkpoint" has_checkpoint "$work/lost"
began=$(now)
cut_host 1
wait_until "the message" has_line "$log" 'host host1 no longer answers'
echo "    node cut off: noticed after $(since "$began") s"
wait_until "the restart" has_line "$log" 'restart 1 of 3'
before=$(sed -n 's/.*restart 1 of 3 .* from //p' "$log")
wait_until "a newer checkpoint" has_newer "$work/lost" "$before"
echo "    node cut off: next checkpoint after $(since "$began") s"
expect_line '^launch.sh: 1 rank x 1 thread on host0 '
wait_until "the end of the run" [ -e "$work/lost/report.md" ]
# Slurm waits for the node before it calls the job complete.
join_host 1
wait_until "the job's end" in_state "$job" COMPLETED
expect_same_bits "$work/lost"
