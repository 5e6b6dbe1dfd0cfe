#!/usr/bin/env bash
# Times the equilibrium solver beside numpy, scipy and, where gamspy-base is
# installed, GAMS with PATH, on the same generated economies in one sitting.
# PYTHON names a Python with numpy and scipy.
set -euo pipefail
cd "$(dirname "$0")/../../../.."
python=${PYTHON:-python3}
here=docs/benchmarks/peers/cge
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-2}

# n density latent
while read -r n density latent; do
  "$python" "$here/gen.py" --n "$n" --density "$density" --latent "$latent" --seed 1 -o "$work/n${n}_d${density}_l${latent}.json"
done <<'END'
190 1 0
1000 1 0
1000 0.01 0
150 0.04 40
END
LODESTONE_GEN=$work go test ./cge/casefile -run NONE -bench 'Peers|Periods' -benchtime 5x -timeout 30m
go test ./cge -run NONE -bench SeventySectors -benchtime 50x
for row in '190 1 0' '1000 1 0' '1000 0.01 0' '150 0.04 40'; do
  # shellcheck disable=SC2086
  "$python" "$here/peer.py" $row
done
