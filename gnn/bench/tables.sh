#!/bin/sh
# Every table of gnn, from the root of the repository.
#
#   PEERS=folder-of-gen_ces-and-est_ces PYTHON=python3 gnn/bench/tables.sh
#
# Without PEERS the tables on the reference's own panels are left out.
set -e
out=${OUT:-out/gnn}
mkdir -p "$out/panels"
if [ -n "$PEERS" ]; then
	for level in L0 L1 L2 L3 L4; do
		for seed in 101 102 103 104 105 106 107 108; do
			f="$out/panels/$level-$seed.json.gz"
			[ -f "$f" ] || OMP_NUM_THREADS=1 "${PYTHON:-python3}" gnn/classic/testdata/panels.py "$PEERS" $level $seed "$f"
		done
	done
	echo "## reference panels, dates given"
	go run ./gnn/bench -full -panels "$out/panels" -seeds 101-108
	echo "## reference panels, dates hidden"
	go run ./gnn/bench -quick -blind -panels "$out/panels" -seeds 101-108
fi
echo "## seeds from the hash of the weights"
go run ./gnn/bench -quick -frozen
echo "## nests without data"
go run ./gnn/bench -quick -held -seeds 301-308
echo "## random economies"
go run ./gnn/bench -levels R -seeds 3000001-3000024
echo "## shocks that no two halves of the users share"
go run ./gnn/bench -quick -split 1 -seeds 301-308
