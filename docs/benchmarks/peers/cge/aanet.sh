#!/usr/bin/env bash
# Times the network solver beside numpy on the same random networks, and holds
# the two solutions against each other. PYTHON names a Python with numpy.
set -euo pipefail
cd "$(dirname "$0")/../../../.."
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/lodestone" ./kernel/lodestone
for n in 60 200; do
  for sigma in 0.5 2; do
    "$python" docs/benchmarks/peers/cge/aanet.py --n "$n" --sigma "$sigma" -o "$work/network.json"
    "$work/lodestone" cge solve "$work/network.json" | sed -n '4,5p'
  done
done
go test ./cge/network -run NONE -bench Solve -benchtime 100x
