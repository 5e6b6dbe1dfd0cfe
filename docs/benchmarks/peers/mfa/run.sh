#!/usr/bin/env bash
# Runs every program of the material-flow benchmark in one sitting, three times
# each. PYTHON names an interpreter with numpy, and with flodym for its lines.
set -uo pipefail
cd "$(dirname "$0")/../../../.."
python=${PYTHON:-python3}
peers=docs/benchmarks/peers/mfa
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/sizec" ./mfa/testdata/sizec
for _ in 1 2 3; do
  for mode in streamed cube cohort; do "$work/sizec" C $mode; done
  OPENBLAS_NUM_THREADS=1 "$python" $peers/bench_numpy.py C
  "$python" $peers/bench_flodym.py C
  "$python" $peers/bench_mc.py flodym 1000
done
go test -run xxx -bench 'SizeC|MonteCarlo' -benchtime 30x ./mfa
