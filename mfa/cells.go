package mfa

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// cells is every axis of an array but one: the places that run on their own.
type cells struct {
	axes  []quantity.Axis
	names []string
	n     int
}

func cellsOf(axes []quantity.Axis, but ...string) cells {
	c := cells{n: 1}
	for _, ax := range axes {
		if slices.Contains(but, ax.Name) {
			continue
		}
		c.axes, c.names, c.n = append(c.axes, ax), append(c.names, ax.Name), c.n*ax.Len()
	}
	return c
}

// name tells the labels of cell i.
func (c cells) name(i int) Cell {
	labels := make([]string, len(c.axes))
	for k := len(c.axes) - 1; k >= 0; k-- {
		labels[k] = c.axes[k].Labels[i%c.axes[k].Len()]
		i /= c.axes[k].Len()
	}
	return Cell{c.names, labels}
}

// place is " at year 2030", or nothing for the one cell of a scalar.
func (c cells) place(i int) string {
	if s := c.name(i).String(); s != "" {
		return " at " + s
	}
	return ""
}

// with lists the axes followed by more.
func (c cells) with(more ...quantity.Axis) []quantity.Axis {
	return append(slices.Clone(c.axes), more...)
}

// lastAxis puts an axis last, so that each cell's series lies in one piece.
func lastAxis(what string, a quantity.Array, axis string) (quantity.Array, error) {
	if err := a.Err(); err != nil {
		return a, fmt.Errorf("mfa: %s: %w", what, err)
	}
	if _, ok := a.Axis(axis); !ok {
		return a, fmt.Errorf("mfa: %s has no axis %q; it has %s", what, axis, axisNames(a.Axes()))
	}
	axes := a.Axes()
	if axes[len(axes)-1].Name == axis {
		return a, nil
	}
	names := make([]string, 0, len(axes))
	for _, ax := range axes {
		if ax.Name != axis {
			names = append(names, ax.Name)
		}
	}
	a = a.Transpose(append(names, axis)...)
	return a, a.Err()
}

func axisNames(axes []quantity.Axis) string {
	if len(axes) == 0 {
		return "no axes"
	}
	names := make([]string, len(axes))
	for i, ax := range axes {
		names[i] = ax.Name
	}
	return strings.Join(names, ", ")
}

// given reports whether an optional array was set at all: the zero Array was not.
func given(a quantity.Array) bool {
	return a.Err() == nil || !errors.Is(a.Err(), quantity.Array{}.Err())
}

// spread puts a over exactly the given axes, in their order: axes it lacks are
// repeated, labels aligned, others refused.
func spread(what string, a quantity.Array, axes []quantity.Axis) (quantity.Array, error) {
	if err := a.Err(); err != nil {
		return a, fmt.Errorf("mfa: %s: %w", what, err)
	}
	if slices.EqualFunc(a.Axes(), axes, func(x, y quantity.Axis) bool { return x.Name == y.Name && slices.Equal(x.Labels, y.Labels) }) {
		return a, nil
	}
	var missing []quantity.Axis
	names := make([]string, len(axes))
	for i, ax := range axes {
		names[i] = ax.Name
		have, ok := a.Axis(ax.Name)
		if !ok {
			missing = append(missing, ax)
			continue
		}
		for _, l := range ax.Labels {
			if have.Index(l) < 0 {
				return a, fmt.Errorf("mfa: %s: axis %q has no label %q", what, ax.Name, l)
			}
		}
		if have.Len() != ax.Len() {
			return a, fmt.Errorf("mfa: %s: axis %q has %d labels; %d are wanted", what, ax.Name, have.Len(), ax.Len())
		}
		a = a.Select(ax.Name, ax.Labels...)
	}
	for _, ax := range a.Axes() {
		if !slices.Contains(names, ax.Name) {
			return a, fmt.Errorf("mfa: %s has axis %q, which is not one of: %s", what, ax.Name, axisNames(axes))
		}
	}
	a = a.Expand(missing...).Transpose(names...)
	return a, a.Err()
}

// Must returns v when err is nil and panics with err otherwise; for tests and
// for notebook cells where an error should stop everything.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
