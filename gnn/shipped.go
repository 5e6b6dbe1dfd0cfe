package gnn

import (
	"bytes"
	_ "embed"
	"sync"
)

// ShippedHash names the shipped weights. go run ./gnn/train prints its first
// 16 digits on linux/amd64 with fused multiply-add; another class of processor
// rounds otherwise in the last place and trains other weights, about as good.
const ShippedHash = "368d636fdbfd28665bd41bad2d65219bceba7246c06344ea899ff8602e82b781"

//go:embed weights.bin
var weightsFile []byte

// Shipped returns the weights that come with the package; go run ./gnn/train
// rebuilds them.
var Shipped = sync.OnceValues(func() (*Weights, error) { return ReadWeights(bytes.NewReader(weightsFile)) })
