#!/bin/sh
# A report of each part of many logs, made by the tasks of a Slurm array, each of which reads every n-th file:
#
#   sbatch --array=0-31 packaging/slurm-array.sh LOGS REPORTS     folders that all nodes see
#   sigtail merge REPORTS                                        when all tasks have ended
#
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
set -eu
logs=$1 reports=$2
mkdir -p "$reports"
find "$logs" -type f | LC_ALL=C sort |
    awk -v task="$SLURM_ARRAY_TASK_ID" -v tasks="$SLURM_ARRAY_TASK_COUNT" 'NR % tasks == task' >"$reports/$SLURM_ARRAY_TASK_ID.list"
# A report that is there is whole: a task that is killed leaves none.
sigtail -o json -j1 --files-from "$reports/$SLURM_ARRAY_TASK_ID.list" --write "$reports/$SLURM_ARRAY_TASK_ID.json"
rm "$reports/$SLURM_ARRAY_TASK_ID.list"
