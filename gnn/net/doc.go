// Package net holds the layers of temporal graph neural networks, their
// training and their files, on GoMLX's pure Go backend.
//
//	inputs ──Dense, GraphConv, GConvGRU, TCN, Attend, Exchange──▶ outputs
//	           │ every parameter has a leading axis: the member of an ensemble
//	           ▼
//	        Params ──Fit──▶ best snapshot of each member ──Encode──▶ file
//
// A [Model] builds a graph from nodes of parameters and inputs; a [Program]
// compiles it once for each shape and runs it. GoMLX is met in two files:
// border.go (backend, compilation, panics that become errors, a watchdog) and
// ops.go (the operations that layers use).
//
// The backend is "go:ops_sequential": GoMLX's default pool of workers can
// deadlock. Numbers are float64, parameters start on the host, batches are
// functions of the step alone; so the same seed gives the same bits on one
// machine, whatever GOMAXPROCS, and a resumed training is the uninterrupted
// one.
//
// Axes, in order: member m, economy of a batch b, row (nest) n, time t,
// feature f.
package net
