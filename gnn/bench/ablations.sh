#!/bin/sh
# Trains each ablation as long as the standard design (800 steps, two members)
# on the economies of gnn/train and prints them beside each other.
set -e
data=${DATA:-out/gnn} out=${OUT:-out/gnn}
files=
for name in standard no-graph shuffled no-moments recurrent; do
	flag=-$name
	[ $name = standard ] && flag=
	[ -f "$out/$name.bin" ] || go run ./gnn/train -data "$data" -steps 800 -members 2 $flag -checkpoint "$out/$name.ck" -o "$out/$name.bin"
	files=$files,$out/$name.bin
done
go run ./gnn/bench -quick -seeds 201-208 -weights "${files#,}"
