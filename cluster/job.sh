# shellcheck shell=bash
# What the Slurm scripts share; they source it.

# Trains with DATA, RUN and further options of train, as the job that this is: goes on with the run where there is one.
train_as_job() { run_as_job train --resume-or-start --data "$1" --output "$2" "${@:3}"; }

# Runs a command that goes on with what there is, as the job that this is, and has Slurm queue the job again where it was
# told to stop before the run was done.
run_as_job() {
  local launched code=0 status interrupted time_is_up=no home=${HQNN_HOME:-$SLURM_SUBMIT_DIR}
  # In the background, since bash runs a trap only once the command before it is over.
  "$home/launch.sh" --no-install --retries 3 "$@" &
  launched=$!
  trap 'interrupted=yes time_is_up=yes; kill -USR1 "$launched" 2>/dev/null' USR1
  # From scancel, or at the end of a preemption's grace time.
  trap 'interrupted=yes; kill -USR1 "$launched" 2>/dev/null' TERM
  while :; do
    interrupted=no status=0
    wait "$launched" || status=$?
    # 127: the wait before this one, which a signal met at its very end, had the exit code already.
    if [ "$status" -ne 127 ]; then code=$status; fi
    if [ "$interrupted" = no ]; then break; fi
  done
  # 75: stopped, with a checkpoint written. The other: the signal came before launch.sh could heed it.
  if [ "$code" -eq 75 ] || [ "$code" -eq $((128 + $(kill -l USR1))) ]; then
    if [ "$time_is_up" = yes ] || is_preempted; then
      echo "job $SLURM_JOB_ID was told to stop before the run was done, and queues again"
      scontrol requeue "$SLURM_JOB_ID"
    else
      # Requeued, a cancelled job would be alive again.
      echo "job $SLURM_JOB_ID was ended before the run was done; submitted again, it goes on"
    fi
  fi
  exit "$code"
}

is_preempted() { scontrol show job "$SLURM_JOB_ID" | grep 'PreemptTime=[0-9]' >/dev/null; }
