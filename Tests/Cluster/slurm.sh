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
in_state() { at_host 0 scontrol show job "$1" | grep "JobState=$2" >/dev/null; }
# A job that was queued again waits for two minutes, which a test need not. Not `StartTime=now`: a job that Slurm starts
# within the second in which it ended the job's processes is taken for the one that it ended, and fails.
restarts_of() { at_host 0 scontrol show job "$1" | sed -n 's/.* Restarts=\([0-9]*\).*/\1/p'; }
declare -A restarts
# Or running again by now, where this asks late: then it was queued again once more than was seen.
is_queued() {
  local state
  state=$(at_host 0 squeue --noheader --jobs "$1" --format '%T %r')
  [ "$state" = "PENDING BeginTime" ] ||
    { [[ $state == RUNNING* ]] && [ "$(restarts_of "$1")" -gt "${restarts[$1]:-0}" ]; }
}
start_again() {
  wait_until "job $1 in the queue again" is_queued "$1"
  restarts[$1]=$(restarts_of "$1")
  in_state "$1" RUNNING || at_host 0 scontrol update JobId="$1" StartTime=now+2 || wrong "scontrol update failed"
}

# Copies a run's checkpoint of the end of an epoch, one that is newer than the one named, before it is pruned, to `taken`:
# after so many `epochs`, one unbroken run can be compared. Not the newest, to which the epoch's metrics may be yet to come.
at_end_of_epoch() {
  local file step
  file=$(find "$1/checkpoints" -name 'step-*.h5' | sort | tail -n 2 | head -n 1)
  step=${file##*-} && step=$((10#${step%.h5}))
  [ $((step % 16)) -eq 0 ] && [[ $file > $2 ]] && mkdir -p "$1-taken" && cp "$file" "$1-taken/" &&
    epochs=$((step / 16)) && taken=$1-taken/${file##*/}
}
take_at_end_of_epoch() { wait_until "a checkpoint at the end of an epoch" at_end_of_epoch "$@"; }

# Waits until a run has stopped so many times, and puts its checkpoint of then in `stopped`.
wait_for_stop() {
  wait_until "stop $2" has_lines "$log" '^stopped on a signal at step ' "$2"
  stopped=$(newest "$1")
}

# A job that every other must make room for, on these nodes.
submit_urgent() {
  urgent=$(at_host 0 sbatch --parsable --output=/dev/null --partition urgent --exclusive --nodelist "$1" --wrap 'sleep 1') ||
    wrong "sbatch failed"
}

# That a preempted job goes on from where it stopped, after the one that it made room for.
expect_to_go_on() {
  start_again "$job"
  wait_until "the urgent job's end" in_state "$urgent" COMPLETED
  wait_until "the preempted job" has_line "$log" '^resuming from '
  expect_line "^resuming from $stopped"
  take_at_end_of_epoch "$1" "$stopped"
  at_host 0 scancel "$job"
  expect_same_bits_after "$epochs" "$taken"
  wait_until "its end" in_state "$job" CANCELLED
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
start_again "$job"
wait_until "the requeued job" has_lines "$log" '^resuming from ' 2
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
wait_until "the ranks' end" has_no_rank "$work/cancelled"
echo "    cancelled: all ended after $(since "$began") s"
if has_line "$log" '^stopped on a signal at step '; then echo "    cancelled: with a checkpoint of its last step"; fi
expect_no_line 'queues again|^launch.sh: restart'
log=$work/again.log
submit -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/cancelled" "${settings[@]:2}"
wait_until "the job's end" in_state "$job" COMPLETED
expect_line '^resuming from '
expect_same_bits "$work/cancelled"

check "the job whose time was nearly up: it went on by itself, the same bits"
log=$limited_log
wait_until "the stop" has_line "$log" "^job $limited was told to stop before the run was done, and queues again"
# Once is enough.
at_host 0 scontrol update JobId="$limited" TimeLimit=60
# Where the checks above took long it has started by itself.
if ! in_state "$limited" RUNNING; then start_again "$limited"; fi
wait_until "the resumed job" has_line "$log" '^resuming from '
step=$(sed -n '/^stopped on a signal at step /{s/^stopped on a signal at step \([0-9]*\);.*/\1/p;q}' "$log")
stopped=$work/limited/checkpoints/step-$(printf %08d "$step").h5
grep -m 1 '^resuming from ' "$log" | grep -qF "$stopped" || wrong "resumed from another checkpoint than $stopped"
take_at_end_of_epoch "$work/limited" "$stopped"
queued=$(grep -c 'queues again' "$log")
at_host 0 scancel "$limited"
wait_until "its end" in_state "$limited" CANCELLED
expect_same_bits_after "$epochs" "$taken"
# Cancelled it stays: it must not have queued again.
if has_lines "$log" 'queues again' $((queued + 1)) || ! in_state "$limited" CANCELLED; then wrong "the cancelled job came back"; fi

endless=("${settings[@]:2}" --epochs 10000)

check "SIGTERM to the steps of a job on two nodes (scancel --signal=TERM) stops it with a checkpoint, and it stays away"
log=$work/signalled.log
submit -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/signalled" "${endless[@]}"
wait_until "a checkpoint" has_checkpoint "$work/signalled"
at_host 0 scancel --signal=TERM "$job"
wait_for_stop "$work/signalled" 1
wait_until "its end" in_state "$job" FAILED
expect_line "^job $job was ended before the run was done; submitted again, it goes on"
at_host 0 scontrol show job "$job" | grep 'ExitCode=75:0' >/dev/null || wrong "not exit code 75"
expect_no_line 'queues again|^launch.sh: (restart|host)'
! has_rank "$work/signalled" || wrong "ranks are left"

check "SIGUSR1 to its script (scancel --batch), then to script and launch.sh (--full): it stops each time and queues again"
log=$work/signalled-again.log
submit -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/signalled" "${endless[@]}"
count=0
for option in --batch --full; do
  wait_until "a newer checkpoint" has_newer "$work/signalled" "$stopped"
  expect_line "^resuming from $stopped"
  at_host 0 scancel "$option" --signal=USR1 "$job"
  wait_for_stop "$work/signalled" $((count += 1))
  wait_until "the job's word" has_lines "$log" "^job $job was told to stop before the run was done, and queues again" "$count"
  start_again "$job"
  ! has_rank "$work/signalled" || wrong "ranks are left"
done
expect_no_line '^launch.sh: (restart|host)'
take_at_end_of_epoch "$work/signalled" "$stopped"
at_host 0 scancel "$job"
expect_same_bits_after "$epochs" "$taken"
wait_until "its end" in_state "$job" CANCELLED

check "preempted on two nodes, with a grace time: SIGTERM comes to Slurm's steps, the job makes room and goes on, the same bits"
log=$work/preempted.log
submit -w host0,host1 -N 2 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/preempted" "${endless[@]}"
wait_until "a checkpoint" has_checkpoint "$work/preempted"
began=$(now)
submit_urgent host0,host1
wait_for_stop "$work/preempted" 1
echo "    preempted: stopped after $(since "$began") s"
wait_until "the job's word" has_line "$log" "^job $job was told to stop before the run was done, and queues again"
expect_no_line '^launch.sh: (restart|host)'
expect_to_go_on "$work/preempted"

check "preempted on one node: nothing comes before the grace time is over, then SIGTERM to all; it goes on, the same bits"
log=$work/late.log
at_host 0 scontrol update PartitionName=main GraceTime=3
submit -w host0 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/late" "${endless[@]}"
wait_until "a checkpoint" has_checkpoint "$work/late"
submit_urgent host0
wait_until "the preempted job in the queue again" is_queued "$job"
# Slurm queues it while its processes may still be about their last checkpoint.
wait_until "the preempted job's ranks' end" has_no_rank "$work/late"
stopped=$(newest "$work/late")
# Where a step and a checkpoint take less than KillWait.
if has_line "$log" '^stopped on a signal at step '; then echo "    preempted: stopped in time"; fi
expect_to_go_on "$work/late"

check "preempted where Slurm sends the signal that the script asks for: the same"
log=$work/asked.log
echo SlurmctldParameters=preempt_send_user_signal >>"$SLURM_CONF"
at_host 0 scontrol reconfigure
at_host 0 scontrol update PartitionName=main GraceTime=120
submit -w host0 --ntasks-per-node 1 "$root/cluster/train.sbatch" "$data" "$work/asked" "${endless[@]}"
wait_until "a checkpoint" has_checkpoint "$work/asked"
began=$(now)
submit_urgent host0
wait_for_stop "$work/asked" 1
echo "    preempted: stopped after $(since "$began") s"
wait_until "the job's word" has_line "$log" "^job $job was told to stop before the run was done, and queues again"
expect_to_go_on "$work/asked"

check "a job array over seeds: a run each"
log=$work/seed-%a.log
submit --array 7-8 "$root/cluster/seeds.sbatch" "$data" "$work/seeds" "${settings[@]:2}"
for seed in 7 8; do wait_until "seed $seed" in_state "${job}_$seed" COMPLETED; done
expect_same_bits "$work/seeds/seed-7"
grep -qx 'seed: 8' "$work/seeds/seed-8/config.yaml" || wrong "seed-8 has another seed"
[ "$(basename "$(newest "$work/seeds/seed-8")")" = step-00000192.h5 ] || wrong "seed-8 is not complete"

check "a job array for an experiment: its tasks share the trials"
log=$work/experiment-%a.log
submit --array 1-2 "$root/cluster/reproduce.sbatch" learning-curve "$data" "$work/experiment" --sizes 100/40 --seeds 2 \
  --epochs 2 --minimum-steps 0
for task in 1 2; do wait_until "task $task" in_state "${job}_$task" COMPLETED; done
[ "$(find "$work/experiment/trials" -name result.json | wc -l)" -eq 4 ] || wrong "there are not four results"
[ "$(wc -l <"$work/experiment/results.csv")" -eq 5 ] || wrong "results.csv has not four rows"

check "a job array for a search: its tasks share the trials"
log=$work/search-%a.log
cat >"$work/space.yaml" <<'SPACE'
method: random
configurations: 4
settings: {train_samples: 100, test_samples: 40, validation_samples: 20, epochs: 2, batch_size: 16}
space: {learning_rate: {log_uniform: [1.0e-3, 1.0e-2]}}
SPACE
submit --array 1-2 "$root/cluster/search.sbatch" "$work/space.yaml" "$data" "$work/search"
for task in 1 2; do wait_until "task $task" in_state "${job}_$task" COMPLETED; done
[ "$(find "$work/search/trials" -name 'result*.json' | wc -l)" -eq 4 ] || wrong "there are not four results"
grep -q '^learning_rate: ' "$work/search/best.yaml" || wrong "best.yaml has no learning rate"

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
