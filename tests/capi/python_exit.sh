#!/bin/sh
# python_exit.sh PYTHON SCRIPT LIBRARY: Python ends while callbacks run, many
# times; each end is an orderly one.
for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  "$1" "$2" "$3" || { echo "turn $turn: exit code $?"; exit 1; }
done
