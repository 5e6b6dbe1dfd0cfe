package net

import "github.com/gomlx/gomlx/core/graph"

// Node is a value in a graph that is being built.
type Node = graph.Node

// The operations that layers use. Shapes must agree but for axes of length
// one; a mismatch panics while the graph is built, and Program returns it.
var (
	Add, Sub, Mul, Div = graph.Add, graph.Sub, graph.Mul, graph.Div
	Max, Min           = graph.Max, graph.Min
	Exp, Log           = graph.Exp, graph.Log
	Tanh, Sigmoid      = graph.Tanh, graph.Sigmoid
	Softplus           = graph.Softplus
	Einsum             = graph.Einsum
	Softmax            = graph.MaskedSoftmax
)

// Scale is a x.
func Scale(x *Node, a float64) *Node { return graph.MulScalar(x, a) }

// Shift is x + a.
func Shift(x *Node, a float64) *Node { return graph.AddScalar(x, a) }

// Square is x x.
func Square(x *Node) *Node { return graph.Mul(x, x) }

// Relu is the positive part.
func Relu(x *Node) *Node { return graph.MaxScalar(x, 0) }

// Dims returns the lengths of the axes.
func Dims(x *Node) []int { return x.Shape().Dimensions }

// Reshape keeps the order of the values.
func Reshape(x *Node, dims ...int) *Node { return graph.Reshape(x, dims...) }

// Concat joins along an axis.
func Concat(axis int, x ...*Node) *Node { return graph.Concatenate(x, axis) }

// Stack joins along a new axis.
func Stack(axis int, x ...*Node) *Node { return graph.Stack(x, axis) }

// Sum adds over axes.
func Sum(x *Node, axes ...int) *Node { return graph.ReduceSum(x, axes...) }

// Slice cuts [from, to) out of an axis.
func Slice(x *Node, axis, from, to int) *Node {
	return graph.SliceAxis(x, axis, graph.AxisRange(from, to))
}

// Zeros is an array of zeros in the graph of x.
func Zeros(x *Node, dims ...int) *Node {
	return graph.BroadcastToDims(graph.ScalarZero(x.Graph(), x.DType()), dims...)
}

// Spread repeats an array along axes of length one.
func Spread(x *Node, dims ...int) *Node { return graph.BroadcastToDims(x, dims...) }
