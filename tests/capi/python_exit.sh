#!/bin/sh
# python_exit.sh PYTHON SCRIPT LIBRARY: Python ends while callbacks run, several
# times; each end is an orderly one.
for turn in 1 2 3 4 5; do
  "$1" "$2" "$3" || { echo "turn $turn: exit code $?"; exit 1; }
done
