package gnn

import (
	"bytes"
	_ "embed"
	"sync"
)

//go:embed weights.bin
var weightsFile []byte

// Shipped returns the weights that come with the package; go run ./gnn/train
// rebuilds them.
var Shipped = sync.OnceValues(func() (*Weights, error) { return ReadWeights(bytes.NewReader(weightsFile)) })
