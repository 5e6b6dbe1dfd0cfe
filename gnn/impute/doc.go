// Package impute predicts how much of a mineral is in a technology that nobody
// has published figures for, and says how far off it may be.
//
//	coefficients ─┐          ┌─ hidden: a node, or a mineral of a family ─▶ Evaluate ─▶ Report
//	features ─────┼─▶ Graph ─┤
//	links ────────┘          └─ pairs without a figure ─▶ Impute ─▶ low, central, high
//
// The graph is typed: nodes (sub-technologies, plants), minerals, families,
// parents; the edges between nodes and minerals carry kg/MW or kg/MWh. What a
// node holds is taken as known, how much is not. A publication that does not
// list a mineral does not say that there is none, so presence is no target.
//
// # Methods
//
// Without edges: class means, ridge regression on two-way effects, factorisation,
// nearest nodes by features, a multilayer perceptron, and random effects of
// classes (a Gaussian process over units, families, minerals and features),
// whose variances are those of largest posterior. Along edges: nearest nodes by
// contents, regression on means of neighbours, random effects along edges (what
// two nodes hold in common, whose parts they are, which minerals go together),
// and a network. The network attends over the same mineral in other nodes and
// over other minerals in the same node, convolves over contents and parents
// (net.Attend, net.GraphConv), and corrects random effects; it is trained with
// node dropout: folds of nodes are hidden, their coefficients asked for.
//
// # Honesty
//
// A hidden coefficient enters nothing that predicts it: not the variances, not
// the training, not the weights of combinations nor the widths of intervals
// (conformal, from folds inside the training part). Nodes that copy one another
// are hidden together. [Report.Verdict] says in words whether edges pay: on the
// published tables they do not, and [Model] is the simplest of those that tie.
//
// An active material of a battery has a theoretical minimum; [Practice] starts
// there, and is better than any likeness between nodes.
//
// Below: evaluate (command that prints all tables), nests (the same question for
// elasticities of simulated economies).
package impute
