#!/bin/sh
# Runs a command with a directory as its last argument, under four faults; two of them are about that directory.
# usage: four_faults.sh DIR CMD ARG...
mkdir -p "$1" && cd "$1" && dir=$(pwd -P) && shift
exec "$MISHAP" run --mechanism "$MECHANISM" --summary -o summary \
  --op 'reach=op(["connect"], peer="localhost")' --fault 'reach=ENETUNREACH' \
  --op "lock=op(['openat'], path='$dir/locked')" --fault 'lock=EACCES' \
  --op "save=op(['write'], path='$dir/*')" --fault 'save=ENOSPC' \
  --op "keep=op(['fsync'], path='$dir/*')" --fault 'keep=EIO' -- "$@" "$dir"
